package io.github.poolstarter.tuning;

/**
 * There are too few borrows to say anything. Immutable.
 *
 * @param borrows how many there are
 * @param needed how many there have to be
 */
public record NotEnoughEvidence(int borrows, int needed) implements AnalysisResult {

}
