import assert from "node:assert/strict";
import { secretsFrom } from "../../../src/store/secrets.ts";

const value = "s3cr3t-value-9";

for (
  const name of [
    "API_KEY",
    "ANTHROPIC_API_KEY",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "githubToken",
    "AWS_SECRET_ACCESS_KEY",
    "DB_PASSWORD",
    "PGPASSWORD",
    "MYSQL_PWD",
    "MYAPIKEY",
    "DEPLOY_CREDENTIALS",
    "SLACK_WEBHOOK",
    "SESSION_COOKIE",
    "npm_config__auth",
    "SENTRY_DSN",
    "GPG_PASSPHRASE",
  ]
) {
  Deno.test(`the value of ${name} is a secret`, () => {
    assert.deepEqual(secretsFrom({ [name]: value }), [value]);
  });
}

for (
  const [name, harmless] of [
    ["PWD", "/home/ada/project"],
    ["OLDPWD", "plain-looking"],
    ["PATH", "/usr/bin:/bin"],
    ["HOME", "/home/ada"],
    ["KEYBOARD_LAYOUT", "dvorak-intl"],
    ["MONKEY", "capuchin-1"],
    ["GIT_AUTHOR_NAME", "Ada Lovelace"],
    ["PUBLIC_KEY", value],
    ["SSH_AUTH_SOCK", "/tmp/ssh-XXXX/agent.1"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/home/ada/gcp.json"],
    ["API_KEY_FILE", value],
    ["MAX_TOKENS", "12345678"],
    ["THINKING_TOKENS", "12345678"],
    ["USE_TOKEN", "false"],
    ["SHORT_TOKEN", "1234567"],
    ["AUTH", "required"],
    ["TLS_KEY", "C:\\keys\\server.pem"],
    ["EDITOR", "vim-classic"],
  ] as const
) {
  Deno.test(`${name}=${harmless} is not a secret`, () => {
    assert.deepEqual(secretsFrom({ [name]: harmless }), []);
  });
}

Deno.test("a secret in base64 is no path though it begins with a slash", () => {
  const text = "/wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";
  assert.deepEqual(secretsFrom({ AWS_SECRET_ACCESS_KEY: text }), [text]);
});

Deno.test("the password inside a URL is a secret whatever the variable is called", () => {
  const found = secretsFrom({
    DATABASE_URL: "postgres://ada:p%40ss-word-1@db.example/x",
    OTHER: "a://b:c@d",
  });
  assert.deepEqual(found, ["p%40ss-word-1", "p@ss-word-1"]);
});

Deno.test("an empty environment has no secrets", () => assert.deepEqual(secretsFrom({}), []));
