package io.github.poolstarter.autoconfigure;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether the value of a property may be a secret, where nobody knows the property.
 */
final class SecretProperties {

	private static final Pattern NAME = Pattern.compile("pass|pwd|secret|token|credential|key|auth|ur[il]|propert|sql");

	private static final Pattern SMALL = Pattern.compile("true|false|[0-9]{1,3}(ns|us|ms|s|m|h|d)?");

	// Numbers, times and words such as warn or READ_COMMITTED
	private static final Pattern PLAIN = Pattern
		.compile("-?[0-9]+([.][0-9]+)?(ns|us|ms|s|m|h|d)?|[a-zA-Z]+([-_][a-zA-Z]+)*");

	private SecretProperties() {
	}

	/**
	 * Whether a property may be a secret by its name.
	 */
	static boolean mayBeNamed(String name) {
		return NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
	}

	/**
	 * Whether a value may be a secret.
	 */
	static boolean mayBe(@Nullable Object value, boolean meant) {
		return value != null && !((meant) ? PLAIN : SMALL).matcher(value.toString()).matches();
	}

}
