package io.llmgateway.core.telemetry;

import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reader of metrics sees at a moment. */
record Collected(Collection<MetricData> all) {
    static Collected by(InMemoryMetricReader reader) {
        return new Collected(reader.collectAllMetrics());
    }

    /**
     * One point.
     *
     * @param attributes by name, values as text
     * @param value the sum, or what was last seen
     * @param count how many went into it; 1 where it is no histogram
     */
    record Point(Map<String, String> attributes, double value, long count) {
        private static Point of(PointData data) {
            Map<String, String> attributes = new TreeMap<>();
            data.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), String.valueOf(value)));
            if (data instanceof HistogramPointData histogram) {
                return new Point(attributes, histogram.getSum(), histogram.getCount());
            }
            return data instanceof LongPointData whole
                    ? new Point(attributes, whole.getValue(), 1)
                    : new Point(attributes, ((DoublePointData) data).getValue(), 1);
        }
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        all.forEach(metric -> names.add(metric.getName()));
        return names;
    }

    MetricData metric(String name) {
        return all.stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name + " among " + names()));
    }

    List<Point> points(String name) {
        return metric(name).getData().getPoints().stream().map(Point::of).toList();
    }

    Point one(String name) {
        List<Point> points = points(name);
        if (points.size() != 1) {
            throw new AssertionError(name + " has not one point: " + points);
        }
        return points.get(0);
    }

    /** The one with an attribute. */
    Point one(String name, String attribute, String value) {
        List<Point> points = points(name).stream()
                .filter(point -> value.equals(point.attributes().get(attribute)))
                .toList();
        if (points.size() != 1) {
            throw new AssertionError(name + " has not one point with " + attribute + " " + value + ": " + points(name));
        }
        return points.get(0);
    }

    List<Double> bounds(String name) {
        return metric(name).getHistogramData().getPoints().iterator().next().getBoundaries();
    }
}
