package io.github.poolstarter.routing;

import io.github.poolstarter.tracking.WorkNames;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.scope.context.JobContext;
import org.springframework.batch.core.scope.context.JobSynchronizationManager;
import org.springframework.batch.core.scope.context.StepContext;
import org.springframework.batch.core.scope.context.StepSynchronizationManager;

/**
 * Names the job and the step that Spring Batch runs on a thread: the transaction of a
 * chunk begins where there is no method of the application's on the stack but
 * {@code main}. The partitions of a step have its name. Safe for use by several threads.
 */
public final class BatchWorkNames implements WorkNames {

	@Override
	public String packageName() {
		return "org.springframework.batch.";
	}

	@Override
	public @Nullable String current() {
		StepContext step = StepSynchronizationManager.getContext();
		if (step != null) {
			return step.getJobName() + "." + withoutPartition(step.getStepName());
		}
		JobContext job = JobSynchronizationManager.getContext();
		return (job != null) ? job.getJobName() : null;
	}

	private static String withoutPartition(String step) {
		int end = step.indexOf(':');
		return (end > 0) ? step.substring(0, end) : step;
	}

}
