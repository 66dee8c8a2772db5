// The payment provider's own library: it signs webhooks and says which signatures are good, and it buys at a server that takes
// payments as the provider's does.
//
//   node stripe.js MODULES QUESTIONS ANSWERS
//
// MODULES is the folder that eng/judges/fetch prints; QUESTIONS a JSON file with any of
//   "sign":   [{"payload": "…", "secret": "whsec_…", "at": 1795627341}]          answered by the header
//   "verify": [{"payload": "…", "header": "…", "secret": "…", "at": 1795627341}]  answered by true or false
//   "agree":  {"port": 12111, "key": "sk_test_…"}         answered by how that server and a mock of others answered the same
//   "buy":    {"port": 12111, "key": "sk_test_…", "good": {"customer": "cus_…", "method": "pm_…"}, "declined": {…}}
// ANSWERS is the file to write.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const [modules, questionsFile, answersFile] = process.argv.slice(2);
const folder = path.join(modules, "node_modules", "stripe");
const library = require(folder);
const Stripe = library.Stripe ?? library.default ?? library;
const questions = JSON.parse(fs.readFileSync(questionsFile, "utf8"));
const toleranceSeconds = 300;

const signer = new Stripe("sk_test_of_nobody");
const sign = ({ payload, secret, at }) =>
  signer.webhooks.generateTestHeaderString({ payload, secret, timestamp: at });

function verify({ payload, header, secret, at }) {
  try {
    signer.webhooks.constructEvent(payload, header, secret, toleranceSeconds, undefined, at * 1000);
    return true;
  } catch (failure) {
    if (failure.type === "StripeSignatureVerificationError") {
      return false;
    }
    throw failure;
  }
}

async function fails(asking) {
  try {
    await asking;
    return null;
  } catch ({ type, statusCode, code, decline_code, message }) {
    return { type, statusCode, code: code ?? null, declineCode: decline_code ?? null, message };
  }
}

async function buy({ port, key, good, declined }) {
  const stripe = new Stripe(key, { host: "127.0.0.1", port, protocol: "http", maxNetworkRetries: 0 });
  const pay = ({ customer, method }, amount, idempotencyKey) =>
    stripe.paymentIntents.create(
      {
        amount,
        currency: "usd",
        customer,
        payment_method: method,
        confirm: true,
        off_session: true,
        return_url: "https://telco.example/thanks",
        metadata: { top_up: idempotencyKey },
      },
      { idempotencyKey },
    );
  const first = await pay(good, 2500, "judge-1");
  const again = await pay(good, 2500, "judge-1");
  const refund = await stripe.refunds.create({ payment_intent: first.id, amount: 1000 });
  const cards = await stripe.customers.listPaymentMethods(good.customer);
  return {
    first: { id: first.id, status: first.status, amount: first.amount, metadata: first.metadata },
    again: again.id,
    refund: { amount: refund.amount, status: refund.status, payment: refund.payment_intent },
    card: { id: cards.data[0].id, last4: cards.data[0].card.last4 },
    otherContent: await fails(pay(good, 2600, "judge-1")),
    declined: await fails(pay(declined, 2500, "judge-2")),
    unknown: await fails(stripe.paymentIntents.retrieve("pi_nobody_knows")),
    tooMuchBack: await fails(stripe.refunds.create({ payment_intent: first.id, amount: 1501 })),
    badKey: await fails(
      new Stripe("sk_test_wrong", {
        host: "127.0.0.1",
        port,
        protocol: "http",
        maxNetworkRetries: 0,
      }).customers.create({}),
    ),
  };
}

// What both servers know: customers, and how they treat keys and names that are wrong.
async function behave(port, key) {
  const stripe = new Stripe(key, { host: "127.0.0.1", port, protocol: "http", maxNetworkRetries: 0 });
  const create = (email, idempotencyKey) =>
    stripe.customers.create({ email, metadata: { account: "acme" } }, { idempotencyKey });
  const short = async (asking) => {
    const failure = await fails(asking);
    return failure && `${failure.type} ${failure.statusCode} ${failure.code}`;
  };
  const first = await create("ann@example.com", "judge-1");
  const again = await create("ann@example.com", "judge-1");
  const other = await create("ann@example.com", "judge-2");
  return {
    object: first.object,
    account: first.metadata.account,
    sameKey: again.id === first.id,
    otherKey: other.id === first.id,
    otherContent: await short(create("bob@example.com", "judge-1")),
    unknownDispute: await short(stripe.disputes.retrieve("dp_nobody_knows")),
  };
}

async function agree({ port, key }) {
  const mock = require(path.join(modules, "node_modules", "stripe-stateful-mock"));
  require(path.join(modules, "node_modules", "loglevel")).setLevel("silent");
  const server = http.createServer(mock.createExpressApp());
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return { ours: await behave(port, key), mock: await behave(server.address().port, key) };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

(async () => {
  const answers = {
    sign: (questions.sign ?? []).map(sign),
    verify: (questions.verify ?? []).map(verify),
    agree: questions.agree ? await agree(questions.agree) : null,
    buy: questions.buy ? await buy(questions.buy) : null,
  };
  fs.writeFileSync(answersFile, JSON.stringify(answers));
})();
