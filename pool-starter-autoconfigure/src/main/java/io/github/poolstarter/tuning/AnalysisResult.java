package io.github.poolstarter.tuning;

/**
 * What comes of looking at a record: an analysis, or that there is not enough of it.
 */
public sealed interface AnalysisResult permits Analysis, NotEnoughEvidence {

}
