package io.github.poolstarter.pool;

import java.util.regex.Pattern;

/**
 * Makes names that an application may take from its users, as those of transactions and
 * threads, fit for a line of the log: nothing in them begins a new line, or tells a
 * terminal something.
 */
public final class OneLine {

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

	private OneLine() {
	}

	/**
	 * Replace each control and format character and each line break by a question mark.
	 */
	public static String of(String name) {
		return UNPRINTABLE.matcher(name).replaceAll("?");
	}

	/**
	 * Name a thread.
	 */
	public static String of(Thread thread) {
		return (thread.getName().isEmpty()) ? "#" + thread.getId() : of(thread.getName());
	}

}
