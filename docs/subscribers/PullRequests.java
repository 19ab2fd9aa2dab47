import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the pull requests of a hub from Kafka with nothing of the hub's: Kafka's own client alone.
 *
 *   java -cp 'kafka-clients.jar:slf4j-api.jar' PullRequests.java kafka-1:9092 my-group plutora.
 */
public class PullRequests {
    public static void main(String[] args) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", args[0]);
        settings.put("group.id", args[1]);
        settings.put("isolation.level", "read_committed"); // Else what a hub had begun and taken back would be seen.
        settings.put("auto.offset.reset", "earliest");     // A new group begins with the whole history.
        settings.put("enable.auto.commit", "false");       // The position is committed once an event is handled.
        String prefix = args.length > 2 ? args[2] : "";    // The hub's setting log.kafka.topicPrefix.

        // Newest version handled of each entity. Keep it with your data, and an event that comes twice has its effect once.
        Map<String, Long> seen = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(prefix + "cdm.pull-request.v1"));
            while (true) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.value() == null) continue;  // A tombstone: the deletion came before it.
                    long version = Long.parseLong(attribute(record, "entityversion"));
                    if (version <= seen.getOrDefault(record.key(), 0L)) continue;
                    handle(record, version);
                    seen.put(record.key(), version);
                }
                consumer.commitSync();
            }
        }
    }

    // The key is the entity's id; the value the entity, as the JSON Schema of its topic says.
    static void handle(ConsumerRecord<String, String> record, long version) {
        boolean deleted = attribute(record, "type").contains(".deleted.");
        boolean live = attribute(record, "cause").equals("live"); // Notify and gate on these only, not on backfill and replay.
        System.out.println(record.key() + " " + version + (deleted ? " deleted " : " upserted ") + (live ? "live " : "") + record.value());
    }

    // CloudEvents' attributes are headers that begin with ce_.
    static String attribute(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader("ce_" + name).value(), StandardCharsets.UTF_8);
    }
}
