// Signed webhooks at a constant rate. ADDRESS, SECRET, RATE (a second), SECONDS, FIRST (the number of the first).
import http from 'k6/http';
import crypto from 'k6/crypto';
import exec from 'k6/execution';

export const options = {
  scenarios: { hooks: { executor: 'constant-arrival-rate', rate: Number(__ENV.RATE), timeUnit: '1s', duration: `${__ENV.SECONDS}s`, preAllocatedVUs: 50, maxVUs: 200 } },
  summaryTrendStats: ['p(50)', 'p(95)', 'p(99)', 'max'],
  discardResponseBodies: true,
};

const filler = 'x'.repeat(4000);

export default function () {
  const n = Number(__ENV.FIRST) + exec.scenario.iterationInTest + 1;
  const sent = Date.now();
  const body = `{"action":"opened","repository":{"id":1,"full_name":"o/r"},"issue":{"id":${n},"number":${n},"title":"${sent}","body":"${filler}","state":"open",` +
    `"user":{"id":5,"login":"ann","type":"User"},"labels":[],"assignees":[],"url":"https://api.github.com/repos/o/r/issues/${n}","html_url":"https://github.com/o/r/issues/${n}",` +
    `"repository_url":"https://api.github.com/repos/o/r","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}}`;
  http.post(`${__ENV.ADDRESS}/hooks/github-main`, body, { headers: {
    'X-GitHub-Event': 'issues', 'X-GitHub-Delivery': `${n}`, 'X-Hub-Signature-256': 'sha256=' + crypto.hmac('sha256', __ENV.SECRET, body, 'hex'),
  } });
}

export function handleSummary(data) {
  const d = data.metrics.http_req_duration.values;
  return { stdout: JSON.stringify({ p50: d['p(50)'], p95: d['p(95)'], p99: d['p(99)'], max: d.max, sent: data.metrics.http_reqs.values.count, failed: data.metrics.http_req_failed.values.passes }) };
}
