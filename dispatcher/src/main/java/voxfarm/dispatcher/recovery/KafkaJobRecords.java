package voxfarm.dispatcher.recovery;

import java.util.List;
import voxfarm.common.kafka.JobTopicReader;
import voxfarm.common.kafka.KafkaConfig;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.acceptance.Backlog;

/** What is queued on the job topics of a cluster. Thread-safe. */
public final class KafkaJobRecords implements JobRecords {
    private final JobTopicReader reader;
    private final TopicAdmin admin;
    private final Backlog backlog;

    /**
     * @param backlog told of what is queued, as it is read anyway
     */
    public KafkaJobRecords(KafkaConfig kafka, TopicAdmin admin, Backlog backlog) {
        this.reader = new JobTopicReader(kafka, admin);
        this.admin = admin;
        this.backlog = backlog;
    }

    @Override
    public void visit(Visitor visitor) {
        Backlog.Reading reading = backlog.reading();
        reader.visit(job -> {
            job.audioSeconds()
                    .ifPresent(seconds -> reading.queued(job.voice(), job.lane(), seconds));
            visitor.queued(job.voice(), job.request());
        });
        reading.done();
    }

    @Override
    public void prepare(VoiceId voice) {
        admin.createJobTopics(List.of(voice));
    }
}
