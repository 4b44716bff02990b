package io.github.poolstarter.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.MimeType;
import org.springframework.web.util.HtmlUtils;

/**
 * The files of the dashboard: the page, and the style sheets, scripts and images beside
 * it. They are next to this class in the jar, and nothing else of the jar can be had:
 * what a browser asks for is the name of a file in that folder, and of one of those
 * kinds. The page is filled in once, with where things are and what is open. Safe for use
 * by several threads.
 */
public final class DashboardFiles {

	private static final String PAGE = "index.html";

	// Without a group, which would need a stack as deep as the name is long
	private static final Pattern ASSET = Pattern.compile("[a-z0-9][a-z0-9.-]*");

	private static final MimeType HTML = new MimeType("text", "html", StandardCharsets.UTF_8);

	private static final Map<String, MimeType> TYPES = Map.of("css",
			new MimeType("text", "css", StandardCharsets.UTF_8), "js",
			new MimeType("text", "javascript", StandardCharsets.UTF_8), "svg",
			new MimeType("image", "svg+xml", StandardCharsets.UTF_8));

	private final DashboardFile page;

	private final Map<String, DashboardFile> assets = new ConcurrentHashMap<>();

	public DashboardFiles(DashboardLinks links, boolean writable) {
		byte[] template = read(PAGE);
		Assert.state(template != null, "The jar has no page");
		String page = new String(template, StandardCharsets.UTF_8)
			.replace("{{self}}", HtmlUtils.htmlEscape(links.self()))
			.replace("{{pools}}", HtmlUtils.htmlEscape(links.pools()))
			.replace("{{writable}}", Boolean.toString(writable));
		this.page = DashboardFile.of(page.getBytes(StandardCharsets.UTF_8), HTML);
	}

	DashboardFile page() {
		return this.page;
	}

	@Nullable DashboardFile asset(String name) {
		MimeType type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
		return (type != null && ASSET.matcher(name).matches())
				? this.assets.computeIfAbsent(name, (key) -> load(key, type)) : null;
	}

	private static @Nullable DashboardFile load(String name, MimeType type) {
		byte[] content = read(name);
		return (content != null) ? DashboardFile.of(content, type) : null;
	}

	private static byte @Nullable [] read(String name) {
		try (InputStream stream = DashboardFiles.class.getResourceAsStream(name)) {
			return (stream != null) ? stream.readAllBytes() : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Can't read " + name + " of the dashboard", ex);
		}
	}

}
