import type { File as StoredFile } from "@taskwright/api/file.ts";
import { Download } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { bytes } from "../../format/number.ts";
import { text } from "../../text.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Notice, SkeletonRows } from "../../ui/states.tsx";
import { fileContentAddress } from "../queries.ts";
import { previewKind } from "./kind.ts";
import { TextPreview } from "./text-preview.tsx";

const PdfView = lazy(async () => ({ default: (await import("./pdf-view.tsx")).PdfView }));

/** A file as far as it can be looked at without trusting it; of any other what is known of it. Always to be downloaded. */
export function Preview({ file }: { file: StoredFile }) {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft">
        <span>{bytes(file.bytes)}</span>
        <span>{file.mediaType}</span>
        <span>{file.createdBy.name}</span>
        <Moment at={file.updatedAt} />
        <a href={fileContentAddress(file.id)} download={file.name} className={buttonClass("quiet")}>
          <Download size={14} />
          {text.json.download}
        </a>
      </p>
      <Content file={file} />
    </div>
  );
}

function Content({ file }: { file: StoredFile }) {
  const kind = previewKind(file);
  switch (kind) {
    case null:
      return <Notice>{text.preview.none}</Notice>;
    case "image":
      return <Picture file={file} />;
    case "pdf":
      return (
        <Suspense fallback={<SkeletonRows />}>
          <PdfView id={file.id} name={file.name} />
        </Suspense>
      );
    default:
      return <TextPreview file={file} kind={kind} />;
  }
}

/** As a picture nothing in it runs, a drawing (SVG) included. */
function Picture({ file }: { file: StoredFile }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <Notice tone="bad">{text.preview.brokenImage}</Notice>;
  return (
    <img
      src={fileContentAddress(file.id)}
      alt={file.name}
      onError={() => setBroken(true)}
      className="mx-auto max-h-[70dvh] max-w-full rounded-md border border-line object-contain"
    />
  );
}
