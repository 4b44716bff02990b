// The endpoint beside the page, asked as everybody else asks it

const ENDPOINT = meta('pools-endpoint');

const LONGEST = 10_000;

export const writable = meta('pools-writable') === 'true';

function meta(name) {
	return document.querySelector(`meta[name="${name}"]`)?.content ?? '';
}

function address(path) {
	// The page has no slash at its end, so that its neighbours are relative to it
	return new URL(`${ENDPOINT}${path}`, location.href);
}

export class EndpointError extends Error {

	constructor(message, status) {
		super(message);
		this.status = status;
	}

}

// How far the server's clock is ahead of the browser's. Its times are to the second.
const CLOCKS_AGREE = 2_000;

let ahead = 0;

/**
 * The time that samples and alerts are in, as far as it is known.
 */
export function serverNow() {
	return Date.now() + ((Math.abs(ahead) > CLOCKS_AGREE) ? ahead : 0);
}

async function request(path, options) {
	let response;
	let text;
	try {
		response = await fetch(address(path), {
			cache: 'no-store', credentials: 'same-origin', redirect: 'manual', signal: AbortSignal.timeout(LONGEST), ...options
		});
		text = await response.text();
	}
	catch (failure) {
		const reason = (failure.name === 'TimeoutError') ? `no answer within ${LONGEST / 1000} s` : 'no connection';
		throw new EndpointError(`The application cannot be reached: ${reason}`, 0);
	}
	const date = Date.parse(response.headers.get('Date') ?? '');
	if (!Number.isNaN(date)) {
		ahead = date - Date.now();
	}
	const body = parse(text);
	if (!response.ok) {
		throw new EndpointError(explain(path, response, body), response.status);
	}
	if (text && body === null) {
		throw new EndpointError('The answer is not from the endpoint: perhaps from a sign-in page', response.status);
	}
	return body;
}

function parse(text) {
	try {
		return (text) ? JSON.parse(text) : null;
	}
	catch {
		return null;
	}
}

function explain(path, response, body) {
	if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) {
		return 'The endpoint requires you to sign in, or you are not allowed to do this';
	}
	if (response.status === 404) {
		return (path === '') ? `There is no endpoint at ${address('').pathname}: 'pools' has to be among management.endpoints.web.exposure.include`
			: 'It no longer exists';
	}
	return body?.error ?? body?.reason ?? body?.message ?? `The endpoint answered ${response.status}`;
}

export function get(path = '') {
	return request(path, { headers: { Accept: 'application/json' } });
}

export function post(path, body) {
	// The type also without a body: the endpoint takes nothing else from a browser
	const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
	// Spring Security's cookie, where the application uses it
	const token = /(?:^|;\s*)XSRF-TOKEN=([^;]+)/.exec(document.cookie);
	if (token) {
		headers['X-XSRF-TOKEN'] = decodeURIComponent(token[1]);
	}
	return request(path, { method: 'POST', headers, body: (body) ? JSON.stringify(body) : undefined });
}
