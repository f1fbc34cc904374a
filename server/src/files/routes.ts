import { routes } from "@taskwright/api/routes.ts";
import { AppError } from "../errors.ts";
import type { Mount } from "../http/mount.ts";
import { download } from "./download.ts";
import { listFiles, toFile } from "./list.ts";
import { type FileStore, fileMissing } from "./store.ts";
import { OVERHEAD_BYTES, receiveUpload } from "./upload.ts";

export function fileRoutes({ files }: { files: FileStore }, mount: Mount): void {
  mount(routes.files.upload, async ({ actor, query, db, context, ...call }) => {
    const contentType = context.req.header("content-type") ?? "";
    const upload = await receiveUpload(files, call.stream(files.limitBytes + OVERHEAD_BYTES), {
      contentType,
      ...query,
    });
    if (!upload.name && !upload.path)
      throw new AppError("invalid", "Say what the file is called: ?name=may.csv, or ?path=reports/may.csv.");
    return toFile(await files.write(db, { ...upload, workspaceId: actor.workspaceId, actor, untrusted: true }));
  });

  mount(routes.files.list, async ({ actor, query, db }) => await listFiles(db, actor.workspaceId, query));

  mount(routes.files.get, async ({ actor, params, db }) => {
    const row = await files.find(db, actor.workspaceId, params);
    if (!row) throw fileMissing(params);
    return toFile(row);
  });

  mount(routes.files.content, async ({ actor, params, db, context }) =>
    download(await files.read(db, actor.workspaceId, params), context.req.raw.headers),
  );

  mount(routes.files.remove, async ({ actor, params, db }) => {
    const removed = await files.remove(db, { workspaceId: actor.workspaceId, actor, key: params });
    if (!removed) throw fileMissing(params);
  });
}
