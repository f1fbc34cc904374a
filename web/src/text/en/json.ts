import { number } from "../../format/number.ts";

export const json = {
  copy: (label: string) => `Copy ${label}`,
  more: (count: number) => `${number(count)} more`,
  moreCharacters: (count: number) => `${number(count)} more characters`,
};
