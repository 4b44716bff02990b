package io.github.poolstarter.dashboard;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.util.DigestUtils;
import org.springframework.util.MimeType;

/**
 * A file of the dashboard.
 *
 * @param content what is in it
 * @param type what it is
 * @param etag the entity tag, which changes with the content
 */
record DashboardFile(Resource content, MimeType type, String etag) {

	static DashboardFile of(byte[] content, MimeType type) {
		return new DashboardFile(new ByteArrayResource(content), type, '"' + DigestUtils.md5DigestAsHex(content) + '"');
	}

}
