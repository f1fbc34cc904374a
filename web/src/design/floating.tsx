import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Menu, MenuItem, MenuLine, MenuNote } from "../ui/menu.tsx";
import { Popover } from "../ui/popover.tsx";
import { toast } from "../ui/toast.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { Sample } from "./sample.tsx";

/** What floats takes the theme of the page, wherever its button stands. */
export function Floating() {
  const [open, setOpen] = useState<"dialog" | "sheet">();
  return (
    <Sample name="Tooltip, Popover, Menu, Dialog, toast">
      <Tooltip content="Starts at once" keys="c">
        <Button>Tooltip</Button>
      </Tooltip>
      <Popover trigger={<Button>Popover</Button>} label="Columns">
        <p>A small panel beside its button.</p>
      </Popover>
      <Menu trigger={<Button>Menu</Button>} align="start">
        <MenuNote>Dana Smith</MenuNote>
        <MenuItem keys="c">New task</MenuItem>
        <MenuItem disabled>Not allowed</MenuItem>
        <MenuLine />
        <MenuItem>Sign out</MenuItem>
      </Menu>
      <Button onClick={() => setOpen("dialog")}>Dialog</Button>
      <Button onClick={() => setOpen("sheet")}>Sheet</Button>
      <Button onClick={() => toast("Task #12 started")}>toast</Button>
      <Button onClick={() => toast("The agent is unknown.", "error")}>toast, error</Button>
      <Button onClick={() => toast("ledger.csv removed", "done", { run: () => toast("It is back") })}>
        toast, undo
      </Button>
      {open && (
        <Dialog title="Revoke the key?" onClose={() => setOpen(undefined)} sheet={open === "sheet"}>
          <p>Whatever uses it is locked out at once.</p>
        </Dialog>
      )}
    </Sample>
  );
}
