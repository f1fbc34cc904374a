import type { design as English } from "../en/design.ts";

export const design: typeof English = {
  title: "Gestaltungssystem",
  text: "Woraus die Seiten gebaut sind, hell und dunkel. Für alle, die Taskwright selbst verändern.",
};
