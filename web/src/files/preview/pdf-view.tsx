import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from "pdfjs-dist";
// oxlint-disable-next-line import/default -- the build gives its address
import worker from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { useEffect, useRef, useState } from "react";
import { text } from "../../text.ts";
import { Button } from "../../ui/button.tsx";
import { Failed, SkeletonRows } from "../../ui/states.tsx";
import { fileContentAddress } from "../queries.ts";

GlobalWorkerOptions.workerSrc = worker;

const PAGES_AT_ONCE = 5;

/** Pages drawn as pictures: no links, no forms, no scripts of the document; the worker comes from this server. */
export function PdfView({ id, name }: { id: number; name: string }) {
  const [document, setDocument] = useState<PDFDocumentProxy>();
  const [error, setError] = useState<unknown>();
  const [shown, setShown] = useState(PAGES_AT_ONCE);
  useEffect(() => {
    const task = getDocument({
      url: fileContentAddress(id),
      withCredentials: true,
      // our policy allows neither WebAssembly nor fonts that come from elsewhere than this server
      useWasm: false,
      disableFontFace: true,
      useSystemFonts: false,
      enableXfa: false,
    });
    let current = true;
    task.promise.then(
      (loaded) => current && setDocument(loaded),
      (problem: unknown) => current && setError(problem),
    );
    return () => {
      current = false;
      void task.destroy();
    };
  }, [id]);
  if (error !== undefined) return <Failed error={new Error(text.preview.brokenPdf)} />;
  if (!document) return <SkeletonRows />;
  return (
    <div className="flex flex-col items-center gap-3">
      {Array.from({ length: Math.min(shown, document.numPages) }, (_, index) => (
        <PdfPage key={index} document={document} number={index + 1} name={name} />
      ))}
      {document.numPages > shown && (
        <Button onClick={() => setShown(shown + 20)}>{text.preview.morePages(document.numPages - shown)}</Button>
      )}
    </div>
  );
}

function PdfPage({ document, number, name }: { document: PDFDocumentProxy; number: number; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let current = true;
    let stop: (() => void) | undefined;
    void document.getPage(number).then((page) => {
      const target = canvas.current;
      if (!current || !target) return;
      const width = target.parentElement!.clientWidth;
      const unit = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: (Math.min(width, 1_000) / unit.width) * devicePixelRatio });
      target.width = viewport.width;
      target.height = viewport.height;
      const rendering = page.render({ canvas: target, viewport });
      stop = () => rendering.cancel();
      // cancelled when the preview is closed meanwhile
      rendering.promise.then(
        () => target.setAttribute("data-drawn", "true"),
        () => {},
      );
    });
    return () => {
      current = false;
      stop?.();
    };
  }, [document, number]);
  return (
    <div className="w-full">
      <canvas
        ref={canvas}
        role="img"
        aria-label={text.preview.page(name, number)}
        className="mx-auto h-auto max-w-full border border-line bg-white"
      />
    </div>
  );
}
