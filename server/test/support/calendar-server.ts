import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A calendar "Team" that speaks enough CalDAV; `objects` are its entries by their paths. */
export async function openCalendarServer(objects: Map<string, string>): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => answer(request, response, body));
  });
  function answer({ method, url = "", headers }: IncomingMessage, response: ServerResponse, body: string): void {
    const multistatus = (parts: string[]) =>
      response
        .writeHead(207, { "content-type": "application/xml" })
        .end(
          `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">${parts.join("")}</d:multistatus>`,
        );
    const part = (href: string, prop: string) =>
      `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${prop}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
    if (method === "PUT") {
      if (headers["if-none-match"] === "*" && objects.has(url)) return void response.writeHead(412).end();
      objects.set(url, body);
      return void response.writeHead(201, { etag: '"1"' }).end();
    }
    if (method === "DELETE") return void response.writeHead(objects.delete(url) ? 204 : 404).end();
    if (method === "REPORT") {
      const wanted = [...objects].filter(([href]) => !body.includes("calendar-multiget") || body.includes(href));
      const data = (ical: string) => `<d:getetag>"1"</d:getetag><c:calendar-data><![CDATA[${ical}]]></c:calendar-data>`;
      return void multistatus(wanted.map(([href, ical]) => part(href, data(ical))));
    }
    if (body.includes("current-user-principal")) {
      return void multistatus([
        part(url, "<d:current-user-principal><d:href>/me/</d:href></d:current-user-principal>"),
      ]);
    }
    if (body.includes("calendar-home-set")) {
      return void multistatus([part("/me/", "<c:calendar-home-set><d:href>/cal/</d:href></c:calendar-home-set>")]);
    }
    multistatus([
      part("/cal/", "<d:resourcetype><d:collection/></d:resourcetype>"),
      part(
        "/cal/team/",
        `<d:displayname>Team</d:displayname><d:resourcetype><d:collection/><c:calendar/></d:resourcetype>
         <c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>`,
      ),
    ]);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://dana:geheim@127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, close: () => void server.close() };
}
