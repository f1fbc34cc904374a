export const preview = {
  part: (shown: string, whole: string) => `The first ${shown} of ${whole} are shown. Download it to see all.`,
  empty: "It is empty.",
  broken: (problem: string) => `This is not JSON: ${problem}`,
  brokenXml: "This is not well-formed XML. Here it is as text.",
  brokenPdf: "This PDF cannot be read. It may be damaged, or locked with a password.",
  brokenImage: "This picture cannot be shown. Download it to look at it.",
  none: "Files of this kind, or of this size, are not shown here. Download it to look at it.",
  page: (name: string, page: number) => `${name}, page ${page}`,
  morePages: (count: number) => `${count} more pages`,
};
