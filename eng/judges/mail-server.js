// A mail server that is not ours: smtp-server takes mails, mailparser reads them, and what they say is printed as JSON, one
// object a line.
//
//   node mail-server.js MODULES SETTINGS
//
// MODULES is the folder that eng/judges/fetch prints; SETTINGS a JSON file: {"port": 12025, "key": "key.pem",
// "cert": "cert.pem", "user": "ann", "password": "secret"}. Without key and cert there is no STARTTLS, without user nobody
// has to log in.
//
// The first part of an address says what happens to a mail for it:
//   refused        550: there is no such mailbox
//   later          451: try later
//   flaky-N        451 the first N times, then it is taken
//   tarpit         the server never answers RCPT
//   tarpit-data    it never answers the end of the mail
//   drop           the connection is cut in the middle of the mail
//   drop-late      the mail is taken, but the connection is cut instead of the answer
//   held-N         the mail is taken; the first N times the server never answers
//   full           452 at the end of the mail: no room
//   rejected       554 at the end of the mail: not this content
// Every other mail is taken.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const [modules, settingsFile] = process.argv.slice(2);
const { SMTPServer } = require(path.join(modules, "node_modules", "smtp-server"));
const { simpleParser } = require(path.join(modules, "node_modules", "mailparser"));

const settings = JSON.parse(fs.readFileSync(settingsFile, "utf8"));
const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const tries = new Map();

function refusal(code, text) {
  const error = new Error(text);
  error.responseCode = code;
  return error;
}

function fateOf(session) {
  const name = session.envelope.rcptTo[0].address.split("@")[0];
  const held = /^held-(\d+)$/.exec(name);
  return held ? (isEarly(name, held[1]) ? fates.held : {}) : (fates[name] ?? {});
}

// Whether this is one of the first so many times.
function isEarly(name, times) {
  const before = tries.get(name) ?? 0;
  tries.set(name, before + 1);
  return before < Number(times);
}

// What happens once a mail's text comes.
const fates = {
  "tarpit-data": { after: () => {} },
  held: { taken: true, after: () => {} },
  drop: { during: cut },
  "drop-late": { taken: true, after: cut },
  full: { after: (_, answer) => answer(refusal(452, "4.2.2 No room")) },
  rejected: { after: (_, answer) => answer(refusal(554, "5.6.0 Not this content")) },
};

function mailOf(session, parsed) {
  return {
    event: "mail",
    from: session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map(({ address }) => address),
    encrypted: session.secure,
    user: session.user ?? null,
    headers: Object.fromEntries(parsed.headerLines.map(({ key, line }) => [key, line])),
    fromText: parsed.from?.text ?? "",
    toText: parsed.to?.text ?? "",
    replyTo: parsed.replyTo?.text ?? "",
    messageId: parsed.messageId ?? "",
    subject: parsed.subject ?? "",
    text: parsed.text ?? "",
    html: parsed.html || "",
    attachments: parsed.attachments.map(({ filename, contentType, content }) => ({
      name: filename,
      type: contentType,
      base64: content.toString("base64"),
    })),
  };
}

// The library has no way to cut a connection.
function cut(session) {
  [...server.connections].find(({ session: { id } }) => id === session.id)._socket.destroy();
}

const server = new SMTPServer({
  key: settings.key && fs.readFileSync(settings.key),
  cert: settings.cert && fs.readFileSync(settings.cert),
  hideSTARTTLS: !settings.key,
  authOptional: !settings.user,
  disabledCommands: settings.user ? [] : ["AUTH"],
  disableReverseLookup: true,
  closeTimeout: 100,
  onConnect(session, done) {
    say({ event: "connected", session: session.id });
    done();
  },
  onAuth(auth, session, done) {
    const isRight = auth.username === settings.user && auth.password === settings.password;
    say({ event: "login", user: auth.username, accepted: isRight, encrypted: session.secure });
    done(isRight ? null : refusal(535, "5.7.8 Wrong user or password"), { user: auth.username });
  },
  onRcptTo({ address }, session, done) {
    const name = address.split("@")[0];
    say({ event: "recipient", address });
    if (name === "refused") {
      return done(refusal(550, "5.1.1 There is no such mailbox"));
    }
    if (name === "later") {
      return done(refusal(451, "4.7.1 Try later"));
    }
    const flaky = /^flaky-(\d+)$/.exec(name);
    if (flaky && isEarly(name, flaky[1])) {
      return done(refusal(451, "4.7.1 Try later"));
    }
    if (name !== "tarpit") {
      done();
    }
  },
  onData(stream, session, done) {
    const fate = fateOf(session);
    if (fate.during) {
      say({ event: "cut" });
      return fate.during(session);
    }
    simpleParser(stream).then(
      (parsed) => {
        if (!fate.after || fate.taken) {
          say(mailOf(session, parsed));
        }
        fate.after ? fate.after(session, done) : done();
      },
      (failure) => {
        say({ event: "unreadable", error: failure.message });
        done(refusal(554, failure.message));
      },
    );
  },
});

server.on("error", (failure) => say({ event: "error", error: failure.message }));
server.listen(settings.port, "127.0.0.1", () => say({ event: "listening", port: settings.port }));
