// What a failed call's own words and status say about why. Only text of calls that failed comes here: words in
// an answer that succeeded decide nothing.
import type { AgentError, AgentErrorClass } from "./agent.ts";
import { type Now, resetTime } from "./reset_time.ts";

/** An error from a message, its class read from the words unless already known. */
export function errorFrom(
  message: string,
  now: Now,
  known: { readonly class?: AgentErrorClass | null; readonly resetsAtMs?: number | null } = {},
): AgentError {
  const clean = message.trim();
  const kind = known.class ?? classOfText(clean) ?? "other";
  return {
    class: kind,
    message: clean,
    resetsAtMs: known.resetsAtMs ?? (mayReset(kind) ? resetTime(clean, now) : null),
  };
}

/** What an HTTP status means; null for one that needs its message read. */
export function classOfStatus(status: number | null): AgentErrorClass | null {
  if (status === null) return null;
  if (status === 401 || status === 403) return "auth";
  if (status === 402 || status === 429) return "limit";
  if (status === 404) return "bad_model";
  if (status === 408) return "network";
  return status >= 500 && status <= 599 ? "overloaded" : null;
}

/** A status and a message together: the status first, the words for those that say too little. */
export function classOf(status: number | null, message: string): AgentErrorClass | null {
  return classOfStatus(status) ?? classOfText(message);
}

/** The class a message's words name, or null. */
export function classOfText(message: string): AgentErrorClass | null {
  const text = message.replaceAll("\u2019", "'");
  const first = EARLY_WORDS.find(([, words]) => words.test(text));
  if (first !== undefined) return first[0];
  return classOfStatus(statusIn(text)) ?? WORDS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** The HTTP status a message quotes, or null. */
export function statusIn(text: string): number | null {
  for (const form of STATUS_FORMS) {
    const status = Number(form.exec(text)?.[1]);
    if (status >= 400 && status <= 599) return status;
  }
  return null;
}

/** True for failures that end by waiting. */
function mayReset(kind: AgentErrorClass): boolean {
  return kind === "limit" || kind === "overloaded" || kind === "network";
}

const STATUS_FORMS: readonly RegExp[] = [
  /^\s*(?:error:\s*)?(\d{3})(?:[\s,:;)]|$)/i,
  /\bstatus(?: code)?:?\s+(\d{3})\b/i,
  /\bAPI Error:?\s*\(?(\d{3})\b/i,
  /\brequest rejected \((\d{3})\)/i,
  /"(?:code|status|statusCode|status_code)"\s*:\s*(\d{3})\b/,
  /\bHTTP(?:\/\d(?:\.\d)?)?\s+(?:error\s+|status\s+)?(\d{3})\b/i,
  /\b(\d{3}) (?:unauthorized|forbidden|payment required|not found|too many requests|internal server error|bad gateway|service unavailable|gateway timeout)\b/i,
];

type Words = readonly (readonly [AgentErrorClass, RegExp])[];

// These say more than the status beside them.
const EARLY_WORDS: Words = [
  [
    "usage",
    /^\s*(?:error: )?(?:invalid value '|unexpected argument '|unrecognized (?:subcommand|option|argument)|unknown (?:option|argument)|a value is required for|the following required arguments)|\bunknown (?:option|argument)s?\b|\bargument list too long\b/i,
  ],
  [
    "context",
    /prompt is too long|context[ _](?:window|length|size|limit)|maximum context|exceeds? (?:the )?(?:model's )?(?:maximum )?(?:context|input token)|input (?:is too long|token count)|input exceeds the maximum length|input_too_large/i,
  ],
  [
    "limit",
    /credit balance is too low|insufficient[_ ](?:quota|credits?|balance|funds)|exceeded your current quota|quota exceeded|billing details/i,
  ],
  ["auth", /invalid (?:x-)?api[- ]?key|api key not valid|api[_ ]key[_ ]invalid/i],
  ["bad_model", /\bmodel\b.{0,100}\bis not supported\b|ModelNotFound|model_not_found/i],
];

const WORDS: Words = [
  [
    "session",
    /no conversation found|no rollout found|session not found|no session found|error resuming session|no previous sessions|invalid session identifier|thread\/resume failed|\bsession (?:id )?["'`]?[\w-]*["'`]? ?(?:does not exist|not found)\b/i,
  ],
  [
    "auth",
    /not logged in|please (?:run \/login|log ?in|sign in)|authenticat|unauthori[sz]ed|unauthenticated|missing environment variable|specify the \w*api_key|no api key|api key (?:is )?(?:missing|required|expired|not set)|\b\w+_API_KEY\b.{0,40}\b(?:not set|missing|required|must)|oauth|(?:token|login|credentials?) (?:has |have )?(?:expired|been revoked|revoked)|refresh token|access token could not/i,
  ],
  [
    "limit",
    /rate[- _]?limit|(?:usage|session|weekly|daily|monthly|hourly|request|spending|token) limit|hit your (?:\w+ )?limit|limit (?:has been )?reached|\bquota\b|too many requests|resource[_ ]?(?:has been )?exhausted|requests per (?:minute|hour|day)|tokens per (?:minute|min|day)|out of credits/i,
  ],
  [
    "overloaded",
    /overload|at capacity|high demand|internal server error|internal error encountered|service (?:is )?(?:temporarily )?unavailable|bad gateway|gateway time-?out|\bserver_error\b|temporarily unavailable/i,
  ],
  [
    "network",
    /connection (?:error|reset|refused|closed|lost|aborted|timed out)|\be(?:connrefused|connreset|notfound|timedout|ai_again|pipe|hostunreach|netunreach)\b|fetch failed|socket|stream (?:disconnected|ended|closed|error)|premature close|network|time[d]?[- ]?out|\bdns\b|could(?: not|n't) (?:resolve|connect)|unable to connect|error sending request|\bterminated\b|without a finish reason|incomplete (?:chunked|response|json)|unexpected end of|\btls\b|certificate/i,
  ],
  [
    "bad_model",
    /\bmodel\b.{0,100}\b(?:not found|does not exist|not exist|not available|unknown|invalid|unsupported)\b|\b(?:unknown|invalid|unsupported|no such) model\b|^(?:error:\s*)?model: \S+\s*$|issue with the selected model|requested entity was not found/im,
  ],
  [
    "permission",
    /not running in a trusted directory|rejected permission|cannot be used with root|untrusted (?:folder|directory|workspace)/i,
  ],
  ["missing", /command not found|no such file or directory|executable file not found/i],
];
