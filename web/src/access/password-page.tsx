import { useRouter } from "@tanstack/react-router";
import { text } from "../text.ts";
import { FirstPassword } from "./first-password.tsx";
import { Gate } from "./gate.tsx";

/** Where someone lands who redeemed a link but left before choosing a password. */
export function PasswordPage() {
  const router = useRouter();
  return (
    <Gate title={text.access.welcomeTitle}>
      <FirstPassword onDone={() => router.history.replace("/")} />
    </Gate>
  );
}
