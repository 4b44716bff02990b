package io.github.poolstarter.redis;

/**
 * How a pool makes sure that an idle connection can be used.
 */
public enum RedisValidation {

	/**
	 * Not at all: who gets a connection that has lost its server waits until Lettuce has
	 * connected it again.
	 */
	NONE,

	/**
	 * A connection that has lost its server is replaced. Lettuce knows that of each, so
	 * it costs nothing.
	 */
	OPEN,

	/**
	 * In addition, a connection that lay idle for half a second has to answer a PING.
	 * Finds servers that are silent.
	 */
	PING

}
