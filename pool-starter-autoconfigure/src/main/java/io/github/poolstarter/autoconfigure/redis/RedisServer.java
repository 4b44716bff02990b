package io.github.poolstarter.autoconfigure.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.RedisConfiguration;

/**
 * Where the server of a pool is. Immutable, apart from the configuration.
 *
 * @param configuration what Spring Data has to know of it
 * @param display the same for people, without user and password
 * @param username the user
 * @param tls whether to use TLS
 * @param bundle the certificates for TLS, {@code null} for those of the JDK
 */
record RedisServer(RedisConfiguration configuration, String display, @Nullable String username, boolean tls,
		@Nullable SslBundle bundle) {

}
