package voxfarm.dispatcher.retention;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.TopicAdmin;
import voxfarm.common.voice.VoiceId;

/** The job topics of a cluster. Thread-safe. */
public final class KafkaVoiceTopics implements VoiceTopics.Topics {
    private final TopicAdmin admin;

    public KafkaVoiceTopics(TopicAdmin admin) {
        this.admin = admin;
    }

    @Override
    public Set<VoiceId> voices() {
        Set<VoiceId> voices = new TreeSet<>(Comparator.comparing(VoiceId::value));
        for (JobQueue queue : JobQueue.values()) {
            voices.addAll(admin.voicesWithTopics(queue));
        }
        return voices;
    }

    @Override
    public List<String> empty(VoiceId voice) {
        return admin.emptyJobTopics(voice);
    }

    @Override
    public void delete(List<String> topics) {
        admin.deleteJobTopics(topics);
    }
}
