package com.acme.checkout.routetest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Predicate;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/** One change of one step, made in every route that is built of its place in a file. */
final class Mutant extends ModelLifecycleStrategySupport {

    /** What is changed. */
    enum Change {
        REMOVED,
        NEGATED
    }

    private static final Path BROKERS = Path.of("routes/brokers");

    private final Change change;
    private final StepCoverage.Step step;
    /** Steps that ran where this change could show. */
    private final Set<StepCoverage.Step> near;

    private ModelCamelContext camel;

    private Mutant(Change change, StepCoverage.Step step, Set<StepCoverage.Step> near) {
        this.change = change;
        this.step = step;
        this.near = near;
    }

    /** All changes of the steps of {@code routes}; a broker's folder is held to its promises by other tests. */
    static List<Mutant> of(List<RouteDefinition> routes) {
        List<Mutant> mutants = new ArrayList<>();
        for (RouteDefinition route : routes) {
            visit(route, (node, parent) -> {
                StepCoverage.Step step = StepCoverage.step(node);
                if (step == null || step.file().startsWith(BROKERS)) {
                    return;
                }
                boolean branch = node instanceof WhenDefinition
                        || node instanceof CatchDefinition
                        || node instanceof OnExceptionDefinition;
                Set<StepCoverage.Step> near = new HashSet<>(Set.of(step));
                visit(branch ? parent : node, (each, above) -> near.add(StepCoverage.step(each)));
                mutants.add(new Mutant(Change.REMOVED, step, near));
                if (node instanceof WhenDefinition || node instanceof FilterDefinition) {
                    mutants.add(new Mutant(Change.NEGATED, step, near));
                }
            });
        }
        return mutants.stream()
                .filter(each -> mutants.stream()
                                .filter(other -> other.change == each.change && other.step.equals(each.step))
                                .findFirst()
                                .orElseThrow()
                        == each)
                .toList();
    }

    private static void visit(NamedNode node, BiConsumer<NamedNode, NamedNode> to) {
        List<NamedNode> children = new ArrayList<>();
        lists(node).forEach(children::addAll);
        children.forEach(each -> {
            to.accept(each, node);
            visit(each, to);
        });
    }

    /** The lists that hold what stands below {@code node}. */
    private static List<List<? extends NamedNode>> lists(NamedNode node) {
        if (node instanceof ChoiceDefinition choice) {
            return choice.getOtherwise() == null
                    ? List.of(choice.getWhenClauses())
                    : List.of(choice.getWhenClauses(), choice.getOtherwise().getOutputs());
        }
        return node instanceof WhenDefinition when
                ? List.of(when.getOutputs())
                : node instanceof ProcessorDefinition<?> step ? List.of(step.getOutputs()) : List.of();
    }

    /** Whether this change could show in {@code test}. */
    boolean concerns(RouteTest test, Map<StepCoverage.Step, Collection<RouteTest>> ran) {
        return near.stream()
                .anyMatch(each ->
                        each != null && ran.getOrDefault(each, List.of()).contains(test));
    }

    Path file() {
        return step.file();
    }

    /** From now on this is made in that context. */
    void begin(ModelCamelContext context) {
        camel = context;
        context.addModelLifecycleStrategy(this);
    }

    /** Lets go of the context, which is closed by now. */
    void end() {
        camel = null;
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        camel.getRouteConfigurationDefinitions()
                .forEach(each -> each.getOnExceptions().removeIf(one -> step.equals(StepCoverage.step(one))));
        visit(route, (node, parent) -> {
            if (step.equals(StepCoverage.step(node))) {
                change(node, parent);
            }
        });
    }

    private void change(NamedNode node, NamedNode parent) {
        if (change == Change.REMOVED) {
            lists(parent).forEach(list -> list.removeIf(each -> each == node));
        } else if (node instanceof WhenDefinition when) {
            when.setExpression(new ExpressionDefinition(new Not(when.getExpression())));
        } else if (node instanceof FilterDefinition filter) {
            filter.setExpression(new ExpressionDefinition(new Not(filter.getExpression())));
        }
    }

    private record Not(ExpressionDefinition condition) implements Predicate {

        @Override
        public void init(CamelContext context) {
            condition.initPredicate(context);
        }

        @Override
        public void initPredicate(CamelContext context) {
            condition.initPredicate(context);
        }

        @Override
        public boolean matches(Exchange exchange) {
            return !condition.createPredicate(exchange.getContext()).matches(exchange);
        }
    }

    @Override
    public String toString() {
        return step.file() + ":" + step.shown() + "  " + change.name().toLowerCase(Locale.ROOT) + "  " + step.label();
    }
}
