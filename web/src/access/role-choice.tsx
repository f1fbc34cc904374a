import type { Role } from "@taskwright/api/actor.ts";
import { text } from "../text.ts";

const ROLES: Role[] = ["owner", "builder", "operator", "approver", "viewer"];

export function RoleChoice(props: {
  id?: string;
  label?: string;
  name?: string;
  value?: Role;
  defaultValue?: Role;
  disabled?: boolean;
  explain?: boolean;
  onChange?(role: Role): void;
}) {
  return (
    <select
      id={props.id}
      aria-label={props.label}
      name={props.name}
      value={props.value}
      defaultValue={props.defaultValue}
      disabled={props.disabled}
      className="control"
      onChange={(event) => props.onChange?.(event.target.value as Role)}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {text.settings.roles[role]}
          {props.explain ? `: ${text.settings.roleText[role]}` : ""}
        </option>
      ))}
    </select>
  );
}
