package io.github.poolstarter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Routes a method, or all methods of a type, to the pool {@code read}, whose connections
 * are read-only: a write through one fails in the database.
 *
 * @see UsePool
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@UsePool(value = "read", readOnly = true)
public @interface ReadOnly {

}
