package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.Environment;

/**
 * Finds all properties under {@code pools} that are unknown or can't be converted, and
 * says of each what is wanted. A value is shown unless it may be a secret.
 */
final class PropertyMistakes {

	private static final String HIDDEN = "...";

	private final List<String> wrong = new ArrayList<>();

	private final List<String> unknown = new ArrayList<>();

	private final Set<ConfigurationPropertyName> failed = new HashSet<>();

	private final PoolPropertySources sources;

	private PropertyMistakes(PoolPropertySources sources) {
		this.sources = sources;
	}

	static PropertyMistakes find(Environment environment) {
		PropertyMistakes mistakes = new PropertyMistakes(new PoolPropertySources(environment));
		Binder.get(environment).bind("pools", Bindable.of(PoolsProperties.class), mistakes.new CollectingBindHandler());
		return mistakes;
	}

	/**
	 * The properties that can't be converted, or break a rule.
	 */
	List<String> wrong() {
		return this.wrong;
	}

	/**
	 * The properties that mean nothing.
	 */
	List<String> unknown() {
		return this.unknown;
	}

	private void addWrong(ConfigurationProperty property, Bindable<?> target, Exception error) {
		Object value = (error instanceof ConversionFailedException failure) ? failure.getValue() : property.getValue();
		boolean secret = SecretProperties.mayBeNamed(property.getName().getLastElement(Form.DASHED))
				|| (error instanceof ConverterNotFoundException && SecretProperties.mayBe(value, false));
		addWrong(property, (secret) ? HIDDEN : value, wanted(target.getType().resolve(Object.class)));
	}

	private void addWrong(ConfigurationProperty property, @Nullable Object value, String wanted) {
		if (this.failed.add(property.getName())) {
			this.wrong.add("%s. %s.".formatted(PoolPropertySources.describe(property, value), wanted));
		}
	}

	private static String wanted(Class<?> type) {
		if (type.isEnum()) {
			return "It must be one of " + Arrays.stream(type.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", "));
		}
		if (type == Duration.class) {
			return "It must be a duration, such as 250ms, 45s or 30m";
		}
		if (type == Boolean.class || type == boolean.class) {
			return "It must be true or false";
		}
		if (type == Double.class || type == double.class) {
			return "It must be a number";
		}
		if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
			return "It must be a whole number";
		}
		return (type == JdbcPoolProperties.class || type == RedisPoolProperties.class)
				? "It must be the name of a pool with settings below it" : "It must have settings below it";
	}

	private void addUnknown(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		KnownProperties.Hint hint = KnownProperties.hint(name);
		if (hint == null && this.sources.isWrittenInTwoWays(name)) {
			hint = new KnownProperties.Hint("The pool's name is written both with and without brackets: use one form.",
					false);
		}
		// What is known was not reached, because something beside it is wrong
		if (hint != null && !this.failed.contains(name)) {
			boolean secret = hint.secret() || SecretProperties.mayBeNamed(name.getLastElement(Form.DASHED))
					|| SecretProperties.mayBe(property.getValue(), hint.text() != null);
			String text = (hint.text() != null) ? ". " + hint.text() : "";
			this.unknown.add(PoolPropertySources.describe(property, (secret) ? HIDDEN : property.getValue()) + text);
		}
	}

	/**
	 * Collects what else would end the binding.
	 */
	private final class CollectingBindHandler extends AbstractBindHandler {

		CollectingBindHandler() {
			super(new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) {
			if (NestedExceptionUtils.getMostSpecificCause(error) instanceof PropertyRules.BrokenException broken) {
				broken.rules().forEach((setting, rule) -> {
					ConfigurationProperty property = PropertyMistakes.this.sources.find(name.append(setting));
					addWrong(Objects.requireNonNull(property), property.getValue(), "It " + rule);
				});
				return null;
			}
			ConfigurationProperty current = context.getConfigurationProperty();
			ConfigurationProperty property = (current != null) ? current : PropertyMistakes.this.sources.find(name);
			if (error instanceof UnboundConfigurationPropertiesException unbound) {
				unbound.getUnboundProperties().forEach(PropertyMistakes.this::addUnknown);
			}
			// The name of a pool alone is a pool that inherits everything
			else if (property != null && !"".equals(property.getValue())) {
				addWrong(property, target, error);
			}
			return null;
		}

	}

}
