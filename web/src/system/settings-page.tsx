import { useNavigate, useSearch } from "@tanstack/react-router";
import { Keys } from "../access/keys.tsx";
import { People } from "../access/people.tsx";
import { useMay, useSession } from "../access/session.ts";
import { You } from "../access/you.tsx";
import { Stops } from "../stops/stops.tsx";
import { text } from "../text.ts";
import { Page } from "../ui/page.tsx";
import { Empty } from "../ui/states.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { About } from "./about.tsx";

export function SettingsPage() {
  const { tab } = useSearch({ from: "/shell/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const mayPeople = useMay("user.read");
  const mayKeys = useMay("key.read");
  const mayStops = useMay("stop.read");
  const mayAbout = useMay("system.read");
  const isUser = useSession()?.actor.type === "user";
  const tabs = [
    ...(isUser ? [{ id: "you", label: text.settings.tabs.you, content: <You /> }] : []),
    ...(mayPeople ? [{ id: "people", label: text.settings.tabs.people, content: <People /> }] : []),
    ...(mayKeys ? [{ id: "keys", label: text.settings.tabs.keys, content: <Keys /> }] : []),
    ...(mayStops ? [{ id: "stops", label: text.stops.tab, content: <Stops /> }] : []),
    ...(mayAbout ? [{ id: "about", label: text.settings.tabs.about, content: <About /> }] : []),
  ];
  return (
    <Page title={text.settings.title}>
      {tabs.length === 0 ? (
        <Empty title={text.settings.forbidden} />
      ) : (
        <Tabs
          label={text.settings.tabs.label}
          tabs={tabs}
          value={tabs.some((one) => one.id === tab) ? tab! : tabs[0]!.id}
          onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        />
      )}
    </Page>
  );
}
