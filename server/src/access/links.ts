import { type Sentence, sentence } from "@taskwright/api/sentence.ts";
import { type Db, prepared, run } from "../db/database.ts";
import { AppError } from "../errors.ts";
import { newToken, tokenHash } from "./token.ts";

const LINK_DAYS = 7;

/**
 * A one-time way in, for the first owner and for people who are invited. The token stands behind
 * the #, which a browser keeps to itself: no log, proxy or mail scanner that opens the address
 * learns or uses it. The page posts it.
 */
export function linkAddress(baseUrl: string, token: string): string {
  return `${baseUrl}/link#token=${token}`;
}

export async function createLink(tx: Db, user: { id: number; workspaceId: number }): Promise<{ token: string }> {
  const token = newToken();
  await tx
    .insertInto("sign_in_links")
    .values({
      token_hash: tokenHash(token),
      workspace_id: user.workspaceId,
      user_id: user.id,
      expires_at: new Date(Date.now() + LINK_DAYS * 86_400_000),
    })
    .execute();
  return { token };
}

/** Uses the link up: of two who try at once, one gets in. */
export async function redeemLink(tx: Db, token: string): Promise<{ userId: number; workspaceId: number }> {
  const hash = tokenHash(token);
  const [row] = await run<{ user_id: number; workspace_id: number }>(tx, REDEEM, [hash]);
  if (row) return { userId: row.user_id, workspaceId: row.workspace_id };
  const known = await tx
    .selectFrom("sign_in_links")
    .select("used_at")
    .where("token_hash", "=", hash)
    .executeTakeFirst();
  const { words, said } = whatBecameOf(known);
  throw new AppError("gone", `${words} Ask an owner of the workspace for a new one.`, { sentence: said });
}

const REDEEM = prepared(
  "redeem_link",
  `update sign_in_links l set used_at = now()
   from users u
   where l.token_hash = $1 and l.used_at is null and l.expires_at > now()
     and u.id = l.user_id and u.disabled_at is null
   returning l.user_id, l.workspace_id`,
);

function whatBecameOf(link: { used_at: Date | null } | undefined): { words: string; said: Sentence } {
  if (!link) return { words: "This link is not known here.", said: sentence("refused.link_unknown", {}) };
  const at = link.used_at?.toISOString();
  if (at) return { words: `This link was used on ${at}; it works once.`, said: sentence("refused.link_used", { at }) };
  return { words: "This link is no longer good.", said: sentence("refused.link_ended", {}) };
}
