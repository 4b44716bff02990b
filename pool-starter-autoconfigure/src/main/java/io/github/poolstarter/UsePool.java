package io.github.poolstarter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Routes the work of a method, or of all methods of a type, to a named connection pool:
 * every connection that is taken from the primary {@code DataSource} while the method
 * runs comes from that pool.
 * <p>
 * The nearest annotation wins: the one on the method, then the one on its class, then the
 * one on an interface. Routed calls nest, and the outer route is back when the inner call
 * ends. A transaction stays with the pool that it began on.
 * <p>
 * May be used as a meta-annotation, as {@link AiWork @AiWork} and
 * {@link ReadOnly @ReadOnly} do. Works through a Spring proxy: a call from within the
 * same object, and a private or final method, are not routed; the check at start reports
 * both.
 *
 * @see PoolTemplate
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface UsePool {

	/**
	 * The name of the pool, as in {@code pools.jdbc.<name>}.
	 * @return the name of the pool
	 */
	String value();

	/**
	 * Whether the pool has to hand out read-only connections. Where it does not
	 * ({@code pools.jdbc.<name>.read-only}), the application fails to start, because the
	 * work would be free to write.
	 * @return whether the connections have to be read-only
	 */
	boolean readOnly() default false;

}
