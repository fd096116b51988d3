// Tests the server with Belvo's Node client: `links.mjs URL ID PASSWORD`. Needs the packages in package-lock.json.

import assert from 'node:assert/strict';
import belvo from 'belvo';

const [url, id, password] = process.argv.slice(2);
const COUNT = 5000;

const client = new belvo.default(id, password, url);
await client.connect();

// The client follows pages up to a limit. The largest page of the server has 1000 records.
const ids = new Set();
for (let page = 1; page <= COUNT / 1000; page += 1) {
  const links = await client.links.list({ limit: 1000, filters: { page } });
  links.forEach((link) => ids.add(link.id));
}
assert.equal(ids.size, COUNT);
const followed = await client.links.list({ limit: 101, filters: { page_size: 101 } });
assert.equal(followed.length, 101);

const filters = { status: 'invalid', institution__in: 'erebor_mx_retail,erebor_br_retail' };
const invalid = await client.links.list({ limit: 1000, filters });
assert.ok(invalid.length > 0);
assert.ok(invalid.every((link) => link.status === 'invalid' && link.institution.startsWith('erebor')));
const one = await client.links.detail(invalid[0].id);
assert.deepEqual(one, invalid[0]);

await assert.rejects(client.links.list({ filters: { statos: 'invalid' } }), (error) => {
  // `list` throws the error of axios.
  const [item] = error.response.data;
  assert.equal(error.response.status, 400);
  assert.deepEqual(Object.keys(item), ['code', 'message', 'field', 'request_id']);
  return true;
});
console.log(`${ids.size} links, of which ${invalid.length} are invalid ones of Erebor; a typo is rejected`);
