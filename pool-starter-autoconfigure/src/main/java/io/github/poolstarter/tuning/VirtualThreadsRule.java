package io.github.poolstarter.tuning;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Virtual threads on a HikariCP before 7.1, which can occupy every carrier thread.
 */
final class VirtualThreadsRule implements Rule {

	private static final int MAJOR = 7;

	@Override
	public List<Suggestion> apply(PoolFindings findings) {
		String version = findings.context().hikariVersion();
		if (!findings.context().virtualThreads() || !isOld(version)) {
			return List.of();
		}
		return List.of(new Suggestion(Suggestion.id(findings.pool(), "virtual-threads"), findings.pool(), Severity.HIGH,
				"The application runs on virtual threads, and HikariCP %s can occupy every carrier thread"
					.formatted(version),
				"Use HikariCP 7.1.0 or later: set hikaricp.version to 7.1.0 in the build", null, null,
				new EvidenceFigures().with("hikariVersion", version).toMap()));
	}

	private static boolean isOld(@Nullable String version) {
		if (version == null || !version.matches("\\d+\\.\\d+(\\D.*)?")) {
			return false;
		}
		String[] parts = version.split("\\D", 3);
		int major = Integer.parseInt(parts[0]);
		return major < MAJOR || (major == MAJOR && Integer.parseInt(parts[1]) < 1);
	}

}
