import { REDACTED, type Replacement } from './secret-replacement.ts';

/** A word of a command, quoted or not. */
const ARGUMENT = `(?:\\\\{0,7}"[^"\\n]*"|\\\\{0,7}'[^'\\n]*'|[^\\s"'|;&\\\\]+)`;

/** What programs take on their command line, and SQL. */
export const SECRET_COMMANDS: readonly Replacement[] = [
  // SQL, and what else puts a space before it.
  [
    new RegExp(
      `(\\bIDENTIFIED(?: WITH \\S{1,64})? BY(?: PASSWORD)? |\\bPASSWORD(?: {1,3}|\\( ?)(?=["']))${ARGUMENT}`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  [/(\blogin \S{1,100} password )\S+/gi, `$1${REDACTED}`],
  // Commands.
  [
    new RegExp(
      `((?<![\\w-])--?(?:\\w{1,30}-){0,4}(?:password|passwd|passphrase|pass|pwd|secret|secret-string|secret-key|secret-access-key|api-?key|auth-?key|(?<!(?:next|client|request|starting|max)-)token|storepass|keypass|user-data) +)(?!-)${ARGUMENT}`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  [
    new RegExp(
      `(\\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|sshpass)\\b[^\\n;|&]{0,300}? -p) ?${ARGUMENT}`,
      'g',
    ),
    `$1${REDACTED}`,
  ],
  [
    new RegExp(
      `(\\b(?:(?:docker|podman|nerdctl|az|registry|oras|crane) login|mongo|mongosh|mongodump|mongorestore|sqlplus|ldapsearch|ldapadd|ldapmodify|sqlcmd|bcp|7z|zip|unzip)\\b[^\\n;|&]{0,300}? -[pPw] +)(?!-)${ARGUMENT}`,
      'g',
    ),
    `$1${REDACTED}`,
  ],
  [new RegExp(`(\\bredis-cli\\b[^\\n;|&]{0,300}? -a +)(?!-)${ARGUMENT}`, 'g'), `$1${REDACTED}`],
  [
    /(\b(?:curl|wget|httpie|http|https)\b[^\n;|]{0,500}? (?:-u|-U|--user|--proxy-user|-a|--auth)[ =]?["']?[^\s:"']{0,100}:)[^\s"']+/g,
    `$1${REDACTED}`,
  ],
  [/(\bsmbclient\b[^\n;|]{0,300}? -U ?["']?[^\s%"']{1,100}%)[^\s"']+/g, `$1${REDACTED}`],
  [/(\bnet user \S{1,100} )(?!\/)\S+/gi, `$1${REDACTED}`],
  [
    /(\becho +(?:-n +)?)(?:"[^"\n]*"|'[^'\n]*'|[^\s"'|]+)(?= *\|[^\n|]{0,200}(?:--password-stdin|\bchpasswd\b|\bpasswd\b))/g,
    `$1${REDACTED}`,
  ],
  [/(-pass(?:in|out)? +pass:)\S+/g, `$1${REDACTED}`],
  [/(\bhtpasswd +-\w{0,5}b\w{0,5} +\S{1,200} +\S{1,100} +)\S+/g, `$1${REDACTED}`],
  [new RegExp(`(\\bConvertTo-SecureString +(?:-String +)?)(?!-)${ARGUMENT}`, 'gi'), `$1${REDACTED}`],
];

/** What each of them holds. */
export const LOOKS_LIKE_COMMAND =
  /(?<![\w-])--?[\w-]{0,60}(?:pass|pwd|passwd|password|phrase|secret|string|token|key|data|in|out)["']? | -[pPwuUa]|--(?:proxy-)?(?:user|auth)|net user |passwd\b|-stdin|htpasswd|securestring|IDENTIFIED|PASSWORD ?[("']|login /i;
