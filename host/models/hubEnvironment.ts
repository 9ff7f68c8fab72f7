/** What a program needs to start, to find the network through a proxy and to trust a company's certificates. */
const KEPT =
  /^(?:HOME|USERPROFILE|PATH|LANG|LC_.*|TZ|TMPDIR|TMP|TEMP|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|HTTPS?_PROXY|ALL_PROXY|NO_PROXY|SSL_CERT_FILE|SSL_CERT_DIR)$/iu;

/**
 * What the loader sees. No token, no other setting of the hub's library, no foreign Python path; the address of the
 * hub goes through the request. `REQUESTS_CA_BUNDLE` and `CURL_CA_BUNDLE`, which the library does not read, count as
 * `SSL_CERT_FILE`. `cacheFolder`: where the library may write.
 */
export function hubEnvironment(
  found: Readonly<Record<string, string | undefined>>,
  cacheFolder: string,
): Readonly<Record<string, string>> {
  const kept = Object.entries(found).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && KEPT.test(entry[0]),
  );
  const own = found.SSL_CERT_FILE || found.REQUESTS_CA_BUNDLE || found.CURL_CA_BUNDLE;
  return {
    ...Object.fromEntries(kept),
    ...(own === undefined || own === '' ? {} : { SSL_CERT_FILE: own }),
    HF_HOME: cacheFolder,
    PYTHONUTF8: '1',
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
