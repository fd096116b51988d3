// Runs the life of links with Belvo's Node client: `sandbox.mjs URL ID PASSWORD`. Needs the packages in package-lock.json.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import belvo from 'belvo';

const [url, id, password] = process.argv.slice(2);
const PATIENCE_MS = 30_000;
const client = new belvo.default(id, password, url);
await client.connect();

const headers = { Authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}` };
const post = (path, body) => fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });

const received = [];
const receiver = createServer(async (request, response) => {
  const parts = await request.toArray();
  received.push(JSON.parse(Buffer.concat(parts).toString()));
  response.end();
});
await new Promise((resolve) => { receiver.listen(0, '127.0.0.1', resolve); });
const webhook = await (await post('/api/webhooks/', { url: `http://127.0.0.1:${receiver.address().port}/` })).json();

async function waitForWebhook(link, code) {
  const end = Date.now() + PATIENCE_MS;
  while (!received.some((one) => one.link_id === link && one.webhook_code === code)) {
    assert.ok(Date.now() < end, `${code}: ${JSON.stringify(received)}`);
    await sleep(50);
  }
}

const link = await client.links.register('erebor_mx_retail', 'ana', 'secret', { externalId: 'node' });
assert.deepEqual([link.status, link.access_mode, link.external_id], ['valid', 'recurrent', 'node']);
await waitForWebhook(link.id, 'historical_update');
await sleep(500);
const accounts = await client.accounts.list({ filters: { link: link.id, currency: 'MXN' } });
assert.ok(accounts.length > 0);
const transactions = await client.transactions.list({ limit: 1000, filters: { link: link.id, type: 'INFLOW' } });
assert.ok(transactions.every((one) => one.type === 'INFLOW' && one.link === link.id));

await post('/api/sandbox/clock/', { advance_seconds: 8 * 86_400 });
await waitForWebhook(link.id, 'new_transactions_available');

// `register` throws the response of a login that needs a token.
const error = await client.links.register('erebor_mx_retail', 'mfa', 'secret', { accessMode: 'single' })
  .then(() => assert.fail('no token was needed'), (thrown) => thrown);
const [needed] = error.detail;
assert.deepEqual([error.statusCode, needed.code], [428, 'token_required']);
const single = await client.links.resume(needed.session, '1234', needed.link);
assert.equal(single.status, 'valid');
assert.ok((await client.accounts.retrieve(single.id)).length > 0);
assert.ok((await client.transactions.retrieve(single.id, '2020-01-01', { dateTo: single.created_at.slice(0, 10) })).length > 0);
assert.equal((await client.owners.retrieve(single.id)).length, 1);

const changed = await client.links.patch(link.id, { accessMode: 'single' });
assert.deepEqual([changed.access_mode, changed.refresh_rate], ['single', null]);
assert.equal((await client.links.update(link.id, { password: 'new' })).status, 'valid');
assert.ok((await client.widgetToken.create({ link: link.id })).access);
for (const one of [link, single]) assert.equal(await client.links.delete(one.id), true);
await fetch(`${url}/api/webhooks/${webhook.id}/`, { method: 'DELETE', headers });
receiver.close();
console.log(`a link's life: ${accounts.length} accounts, ${transactions.length} inflows, ${received.length} webhooks`);
