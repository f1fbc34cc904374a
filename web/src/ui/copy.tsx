import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { text } from "../text.ts";
import { IconButton } from "./button.tsx";

export function CopyButton({
  value,
  label = text.actions.copy,
  size = 14,
}: {
  value: string | (() => string);
  label?: string;
  size?: number;
}) {
  const [copied, setCopied] = useState(false);
  return (
    <IconButton
      label={copied ? text.actions.copied : label}
      className="min-h-7 w-7"
      onClick={async () => {
        await copyText(typeof value === "function" ? value() : value);
        setCopied(true);
        setTimeout(() => setCopied(false), 1_500);
      }}
    >
      {copied ? <Check size={size} className="text-good" /> : <Copy size={size} />}
    </IconButton>
  );
}

/** The clipboard interface is missing on plain http; the old way still works there. */
async function copyText(value: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(value);
  const area = document.createElement("textarea");
  area.value = value;
  document.body.append(area);
  area.select();
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other way without https
  document.execCommand("copy");
  area.remove();
}
