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

async function request(path, options) {
	let response;
	try {
		response = await fetch(address(path), {
			cache: 'no-store', credentials: 'same-origin', redirect: 'manual', signal: AbortSignal.timeout(LONGEST), ...options
		});
	}
	catch (failure) {
		const reason = (failure.name === 'TimeoutError') ? `no answer within ${LONGEST / 1000} s` : 'no connection';
		throw new EndpointError(`The application cannot be reached: ${reason}`, 0);
	}
	const text = await response.text();
	const body = parse(text);
	if (!response.ok) {
		throw new EndpointError(explain(response, body), response.status);
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

function explain(response, body) {
	if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) {
		return 'The endpoint asks for a sign-in, or you may not do this';
	}
	if (response.status === 404) {
		return `There is no endpoint at ${address('').pathname}. Is 'pools' among management.endpoints.web.exposure.include?`;
	}
	return body?.error ?? body?.reason ?? body?.message ?? `The endpoint answered ${response.status}`;
}

export function get(path = '') {
	return request(path, { headers: { Accept: 'application/json' } });
}

export function post(path, body) {
	const headers = { Accept: 'application/json' };
	// Spring Security's cookie, where the application uses it
	const token = /(?:^|;\s*)XSRF-TOKEN=([^;]+)/.exec(document.cookie);
	if (token) {
		headers['X-XSRF-TOKEN'] = decodeURIComponent(token[1]);
	}
	if (body) {
		headers['Content-Type'] = 'application/json';
	}
	return request(path, { method: 'POST', headers, body: (body) ? JSON.stringify(body) : undefined });
}
