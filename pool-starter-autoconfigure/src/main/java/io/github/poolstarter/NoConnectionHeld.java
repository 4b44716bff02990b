package io.github.poolstarter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that takes long without using the database (a call to a model, to an
 * HTTP service), and therefore must not be called by a thread that holds a pooled
 * connection. What happens when one does is set by {@code pools.tracking.remote-calls}: a
 * warning in the log, once per call-site, or a {@link ConnectionHeldException}.
 * <p>
 * HTTP clients made with Spring Boot's {@code RestClient.Builder},
 * {@code RestTemplateBuilder} and {@code WebClient.Builder} are watched without it, by
 * their observations.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface NoConnectionHeld {

}
