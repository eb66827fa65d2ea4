package voxfarm.dispatcher.recovery;

import java.util.List;
import voxfarm.common.kafka.JobTopicReader;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.voice.VoiceId;

/** What is queued on the job topics of a cluster. Thread-safe. */
public final class KafkaJobRecords implements JobRecords {
    private final JobTopicReader reader;
    private final TopicAdmin admin;

    public KafkaJobRecords(KafkaConfig kafka, TopicAdmin admin) {
        this.reader = new JobTopicReader(kafka, admin);
        this.admin = admin;
    }

    @Override
    public void visit(Visitor visitor) {
        reader.visit(visitor::queued);
    }

    @Override
    public void prepare(VoiceId voice) {
        admin.createJobTopics(List.of(voice));
    }
}
