// Pages through links with types that are generated from the server's document:
//
//     npx openapi-typescript URL/openapi.json --array-length --output schema.d.ts
//     npx tsc --strict ... && node client.js URL ID PASSWORD
//
// `@ts-expect-error` is an error of the compiler unless the next line has one.

import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };
const [url, id, password] = process.argv.slice(2);

const client = createClient<paths>({
  baseUrl: url,
  headers: { Authorization: `Basic ${btoa(`${id}:${password}`)}` },
  // The server expects lists with commas. By default, the library repeats the key.
  querySerializer: { array: { style: "form", explode: false } },
});

type Query = NonNullable<paths["/api/links/"]["get"]["parameters"]["query"]>;

async function listAll(query: Query) {
  const found = [];
  for (let page = 1; ; page += 1) {
    const { data, error } = await client.GET("/api/links/", { params: { query: { ...query, page, page_size: 100 } } });
    if (data === undefined) {
      throw new Error(JSON.stringify(error));
    }
    found.push(...data.results);
    if (data.next === null) {
      return { count: data.count, found };
    }
  }
}

function assert(condition: boolean, what: string) {
  if (!condition) {
    throw new Error(what);
  }
}

const institutions = ["erebor_mx_retail", "gringotts_mx_retail"];
const { count, found } = await listAll({
  institution__in: institutions,
  status__in: ["valid", "invalid"],
  access_mode: "recurrent",
  ordering: ["-created_at", "id"],
});
const all = await listAll({});
const matches = (link: (typeof all.found)[number]) =>
  institutions.includes(link.institution ?? "") && ["valid", "invalid"].includes(link.status ?? "") &&
  link.access_mode === "recurrent";
assert(count > 200 && count < all.count, `${count} of ${all.count} links`);
assert(found.length === count && found.every(matches), "only links that match");
assert(all.found.filter(matches).length === count, "all links that match");
console.log(`${count} of ${all.count} links, in ${Math.ceil(count / 100)} pages`);

// A range is a pair.
const { data } = await client.GET("/api/accounts/", {
  params: { query: { created_at__range: ["2022-05-04", "2022-05-05T10:00:00Z"] } },
});
assert(data?.count === 0, "accounts");

// The compiler rejects what the server would reject. This function isn't called.
export async function rejected() {
  // @ts-expect-error: a misspelt name
  await client.GET("/api/links/", { params: { query: { instituton: "erebor_mx_retail" } } });
  // @ts-expect-error: an operator that the field doesn't have
  await client.GET("/api/links/", { params: { query: { access_mode__in: ["single"] } } });
  // @ts-expect-error: an unknown choice
  await client.GET("/api/links/", { params: { query: { status: "lost" } } });
  // @ts-expect-error: an unknown choice in a list
  await client.GET("/api/links/", { params: { query: { status__in: ["valid", "lost"] } } });
  // @ts-expect-error: one value for a list
  await client.GET("/api/links/", { params: { query: { institution__in: "erebor_mx_retail" } } });
  // @ts-expect-error: a list for one value
  await client.GET("/api/links/", { params: { query: { institution: ["erebor_mx_retail"] } } });
  // @ts-expect-error: half a range
  await client.GET("/api/accounts/", { params: { query: { created_at__range: ["2022-05-04"] } } });
  // @ts-expect-error: a text for a number
  await client.GET("/api/links/", { params: { query: { page: "2" } } });
}
