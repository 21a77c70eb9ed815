/**
 * Secrets that are told by how they begin, each with the shortest that services give out. Prefixes are those that the services document
 * or register with secret scanners.
 * @see https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
 */
const FORMS: readonly RegExp[] = [
  // AWS: session tokens, API keys of Bedrock (long-term and short-term) and of AppSync.
  /(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[\w+/=%-]{20,}/,
  /ABSK[A-Za-z0-9+/]{30,}=*/,
  /bedrock-api-key-[A-Za-z0-9+/=_-]{20,}/,
  /da2-[a-z0-9]{26}/,
  // Code: GitHub, GitLab, npm, PyPI, RubyGems, Docker, JFrog, Bitbucket and Atlassian, Postman.
  /gh[a-z]_\w{20,}|github_pat_\w{20,}/,
  /gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt)-[\w-]{16,}/,
  /npm_[A-Za-z0-9]{30,}/,
  /pypi-AgE[\w-]{40,}/,
  /rubygems_[0-9a-f]{40,}/,
  /dckr_(?:pat|oat)_[\w-]{20,}/,
  /AKCp[A-Za-z0-9]{60,}/,
  /AT(?:ATT|CTT)3[\w=-]{40,}|ATBB[A-Za-z0-9]{28,}/,
  /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/,
  // Messages and mail: Slack, SendGrid, Mailgun, Mailchimp, Telegram.
  /xox[a-z]-[\w-]{10,}|xox[a-z]\.xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}/,
  /SG\.[\w-]{16,}\.[\w-]{30,}/,
  /key-[0-9a-f]{32}(?![0-9a-f])/,
  /[0-9a-f]{32}-us\d{1,2}(?!\d)/,
  /\d{8,10}:AA[\w-]{33}/,
  // Payment and shops: Stripe, Square, Shopify.
  /[srp]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/]{16,}/,
  /sq0(?:atp|csp|idp)-[\w-]{22,}/,
  /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/,
  // Google, Azure, DigitalOcean, Databricks.
  /AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}/,
  /[\w.~-]{3}8Q~[\w.~-]{31,34}/,
  /do[opr]_v1_[0-9a-f]{40,}/,
  /dapi[0-9a-f]{32}/,
  // Language models: OpenAI, Anthropic, Hugging Face, Groq, Replicate, xAI, Perplexity.
  /sk-(?:proj|svcacct|admin|ant|or)-[\w-]{20,}|sk-[A-Za-z0-9]{32,}/,
  /hf_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{40,}|r8_[A-Za-z0-9]{30,}|xai-[A-Za-z0-9]{40,}|pplx-[A-Za-z0-9]{40,}/,
  // Infrastructure: HashiCorp, Pulumi, Doppler, Grafana, New Relic, Sentry, PlanetScale, Supabase, Buildkite, CircleCI, 1Password, age.
  /hv[sbr]\.[\w-]{24,}|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{50,}/,
  /pul-[0-9a-f]{40}/,
  /dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.]{30,}/,
  /glc_[\w+/=]{30,}|glsa_\w{30,}/,
  /NRAK-[A-Z0-9]{27}/,
  /sntry[su]_[\w=+/-]{40,}/,
  /pscale_(?:tkn|pw|oauth)_[\w.-]{30,}/,
  /sbp_[0-9a-f]{40}/,
  /bkua_[0-9a-f]{40}|CCIPAT_\w{20,}/,
  /ops_eyJ[\w-]{40,}/,
  /AGE-SECRET-KEY-1[A-Z0-9]{50,}/,
  // Work: Linear, Notion, Figma, Airtable.
  /lin_api_[A-Za-z0-9]{30,}|ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{43}/,
  /fig[dor]_[\w-]{40,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/,
];

/** Any of them, not inside of a longer word. */
export const SECRET_FORM = new RegExp(`(?<![A-Za-z0-9])(?:${FORMS.map(({ source }) => source).join('|')})`, 'g');

/** What each of them holds: nine in ten texts do not, and one look for few letters is cheaper. */
export const LOOKS_LIKE_FORM =
  /IQoJ|FwoG|FQoG|AQoD|ABSK|bedrock-api-key|da2-|gh[a-z]_|github_pat|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt)-|npm_|pypi-|rubygems_|dckr_|AKCp|AT[AC]TT3|ATBB|PMAK-|xox|xapp-|SG\.|key-|-us\d|:AA|k_(?:live|test)_|whsec_|sq0|shp[a-z]{2}_|AIza|ya29|GOCSPX|8Q~|_v1_|dapi|sk-|hf_|gsk_|r8_|xai-|pplx-|hv[sbr]\.|atlasv1|pul-|dp\.|gl(?:c|sa)_|NRAK|sntry|pscale_|sbp_|bkua_|CCIPAT|ops_eyJ|AGE-SECRET|lin_api|ntn_|secret_|fig[dor]_|pat[A-Za-z0-9]{14}\./;
