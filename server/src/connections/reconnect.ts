interface Renewable {
  id: number;
  name: string;
  /** who can renew it; null: it is the workspace's */
  ownerLogin: string | null;
}

/** Its credential is missing, expired or revoked: a person has to sign in again, and then it goes on. */
export class ReconnectNeeded extends Error {
  override name = "ReconnectNeeded";
  readonly connection: Renewable;

  constructor(connection: { id: number; name: string; owner_login: string | null }, why: string) {
    super(`The connection "${connection.name}" has to be renewed: ${why}`);
    this.connection = { id: connection.id, name: connection.name, ownerLogin: connection.owner_login };
  }
}

/** The place where tokens are fetched did not answer as it should: it may the next time. */
export class TokenTrouble extends Error {
  override name = "TokenTrouble";
}
