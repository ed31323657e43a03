// An OpenID Connect provider as a process of its own: node-oidc-provider, which knows nothing of us. It tells its issuer on
// its first line, takes any name as a sign-in (one with "+otp" in it as a sign-in in two steps), and ends with its input.
import { createServer } from "node:http";

const library = new URL("../../frontend/node_modules/oidc-provider/lib/index.js", import.meta.url);
const { Provider } = await import(library);

const server = createServer((request, response) => answer(request, response));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
// Another host than ours, so that our cookies have to come back over sites.
const issuer = `http://localhost:${server.address().port}`;

const provider = new Provider(issuer, {
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub", "amr"] },
  features: { devInteractions: { enabled: false }, registration: { enabled: true } },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});
const oidc = provider.callback();

async function answer(request, response) {
  if (!request.url.startsWith("/interaction/")) return oidc(request, response);
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    return response.end(`<!doctype html><title>Company</title><h1>Company</h1><form method="post">
      <label>Name <input name="login"></label> <button>Sign in</button> <button name="leave" value="1">Leave</button></form>`);
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const typed = new URLSearchParams(Buffer.concat(chunks).toString());
  const login = typed.get("login");
  const result = typed.get("leave")
    ? { error: "access_denied", error_description: "left" }
    : { login: { accountId: login, amr: login.includes("+otp") ? ["pwd", "otp"] : ["pwd"] } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

process.stdin.resume().on("end", () => process.exit());
console.log(issuer);
