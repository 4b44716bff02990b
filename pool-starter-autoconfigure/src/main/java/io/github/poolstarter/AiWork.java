package io.github.poolstarter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Routes a method, or all methods of a type, to the pool {@code ai}, so that work which
 * waits for a model can occupy only the connections of that pool.
 *
 * @see UsePool
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@UsePool("ai")
public @interface AiWork {

}
