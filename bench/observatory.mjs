// Grades pages of a running site by the rules of the HTTP Observatory, whose own scanner asks public sites only.
//
//     npm install --prefix DIR --ignore-scripts @mdn/mdn-http-observatory
//     node bench/observatory.mjs DIR http://127.0.0.1:8000 / /feeds/ /admin/login/
//
// The site has to run with an https SITE_URL and PROXIES=1, as behind nginx, which answers on port 80 with a redirect.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, site, ...paths] = process.argv.slice(2);
const library = path.resolve(folder, "node_modules/@mdn/mdn-http-observatory");
const load = (name) => import(pathToFileURL(path.join(library, name)));
// It looks here for hosts that browsers know before the first visit. Ours is none of them, and the list is not in the package.
const preloaded = path.join(library, "conf/hsts-preload.json");
if (!fs.existsSync(preloaded)) fs.writeFileSync(preloaded, "{}");
const { AxiosHeaders } = await import(pathToFileURL(path.resolve(folder, "node_modules/axios/index.js")));
const { Requests } = await load("src/types.js");
const { Session } = await load("src/retriever/session.js");
const { parseHttpEquivHeaders } = await load("src/retriever/utils.js");
const { ALL_TESTS } = await load("src/constants.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load("src/grader/charts.js");
const { getGradeForScore, getScoreModifier } = await load("src/grader/grader.js");

const HOST = "https://news.example";

for (const page of paths) {
  const answer = await fetch(site + page, { headers: { "X-Forwarded-Proto": "https" }, redirect: "manual" });
  const body = await answer.text();
  const response = () => ({
    headers: new AxiosHeaders(Object.fromEntries(answer.headers)),
    request: { headers: new AxiosHeaders() },
    config: { headers: new AxiosHeaders() },
    status: answer.status, statusText: "", verified: true, data: body,
  });
  const request = new Requests("news.example");
  for (const name of ["auto", "cors", "http", "https"]) request.responses[name] = response();
  request.responses.auto.httpEquiv = parseHttpEquivHeaders(body, HOST);
  request.resources.path = body;
  const last = { url: new URL(HOST + page), status: answer.status };
  request.responses.httpRedirects = [{ url: new URL(`http://news.example${page}`), status: 301 }, last];
  request.responses.httpsRedirects = [last];
  request.session = new Session(new URL(HOST + page));
  for (const cookie of answer.headers.getSetCookie()) request.session.jar.setCookieSync(cookie, HOST + page);

  const results = ALL_TESTS.map((test) => test(request).result);
  const points = results.map(getScoreModifier);
  const lost = points.filter((one) => one < 0).reduce((sum, one) => sum + one, 100);
  const all = points.reduce((sum, one) => sum + one, 100);
  const score = lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : lost;
  const against = results.filter((_, number) => points[number] < 0);
  console.log(score, getGradeForScore(score).grade, answer.status, page, ...against);
}
