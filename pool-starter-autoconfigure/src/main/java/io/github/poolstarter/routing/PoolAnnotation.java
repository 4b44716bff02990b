package io.github.poolstarter.routing;

/**
 * What a {@code @UsePool}, or an annotation made from it, asks for.
 *
 * @param pool the name of the pool
 * @param readOnly whether the pool has to be read-only
 * @param display the annotation as it stands in the code, as in {@code @AiWork}
 * @param onMethod whether it stands on the method itself
 */
public record PoolAnnotation(String pool, boolean readOnly, String display, boolean onMethod) {

}
