package voxfarm.models.bertvits2;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names and shapes of every weight that inference needs, from the sizes of a network and what its
 * checkpoint shows of its structure.
 */
public final class ExpectedWeights {
    /** Relative positions that attention tells apart on each side. */
    static final int ATTENTION_WINDOW = 4;

    private static final int BERT = 1024;
    private static final int CLAP_HIDDEN = 1028;
    private static final int CLAP_HEADS = 32;

    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final HyperParameters p;
    private final HyperParameters.Widths widths;
    private final HyperParameters.Decoder decoder;
    private final Network network;

    private ExpectedWeights(HyperParameters parameters, Network network) {
        this.p = parameters;
        this.widths = p.widths();
        this.decoder = p.decoder();
        this.network = network;
    }

    /** Weights under weight norm stand as {@code name.weight_g} and {@code name.weight_v}. */
    public static Map<String, long[]> of(HyperParameters parameters, Network network) {
        ExpectedWeights expected = new ExpectedWeights(parameters, network);
        expected.textEncoder();
        expected.decoder();
        expected.flow();
        expected.stochasticDurations();
        expected.durations();
        expected.add("emb_g.weight", parameters.cast().speakerCount(), parameters.widths().gin());
        return expected.shapes;
    }

    private void add(String name, long... shape) {
        shapes.put(name, shape);
    }

    private void convolution(String name, long out, long in, long kernel) {
        add(name + ".weight", out, in, kernel);
        add(name + ".bias", out);
    }

    private void linear(String name, long out, long in) {
        add(name + ".weight", out, in);
        add(name + ".bias", out);
    }

    private void normed(String name, long first, long second, long kernel, long bias) {
        add(name + ".bias", bias);
        add(name + ".weight_g", first, 1, 1);
        add(name + ".weight_v", first, second, kernel);
    }

    private void norm(String name, long channels) {
        add(name + ".gamma", channels);
        add(name + ".beta", channels);
    }

    private void textEncoder() {
        Release release = network.release();
        add("enc_p.emb.weight", release.symbols(), widths.hidden());
        add("enc_p.tone_emb.weight", release.tones(), widths.hidden());
        add("enc_p.language_emb.weight", 3, widths.hidden());
        switch (release) {
            case EXTRA -> {
                convolution("enc_p.bert_pre_proj", BERT, 2 * BERT, 1);
                convolution("enc_p.bert_proj", widths.hidden(), BERT, 1);
            }
            case V1_1, V1_1_FIX -> {
                convolution("enc_p.bert_proj", widths.hidden(), BERT, 1);
                convolution("enc_p.ja_bert_proj", widths.hidden(), 768, 1);
            }
            case V1_0, JP_EXTRA, STYLE_JP_EXTRA ->
                    convolution("enc_p.bert_proj", widths.hidden(), BERT, 1);
            case V2_0, V2_1, V2_2, V2_3, STYLE -> {
                convolution("enc_p.bert_proj", widths.hidden(), BERT, 1);
                convolution("enc_p.ja_bert_proj", widths.hidden(), BERT, 1);
                convolution("enc_p.en_bert_proj", widths.hidden(), BERT, 1);
            }
        }
        emotion(release.emotion());
        transformer("enc_p.encoder", p.encoder().layers(), p.encoder().kernel());
        convolution("enc_p.proj", 2L * widths.inter(), widths.hidden(), 1);
    }

    private void emotion(Release.Emotion emotion) {
        switch (emotion) {
            case NONE -> {}
            case INDEX -> {
                linear("enc_p.emo_proj", 1024, 1024);
                linear("enc_p.emo_q_proj", widths.hidden(), 1024);
            }
            case CLAP -> {
                clapFeatures();
                linear("enc_p.emo_vq.project_in", 1024, 512);
                linear("enc_p.emo_vq.project_out", 512, 1024);
                add("enc_p.emo_vq._codebook.embed", CLAP_HEADS, 64, 32);
            }
            case CLAP_COSINE -> {
                clapFeatures();
                add("enc_p.emo_vq._codebook.embed", CLAP_HEADS, 256, 16);
            }
            case STYLE -> linear("enc_p.style_proj", widths.hidden(), 256);
        }
    }

    private void clapFeatures() {
        String net = "enc_p.in_feature_net.";
        add(net + "0.weight", CLAP_HIDDEN, 512);
        add(net + "2.weight", CLAP_HIDDEN);
        add(net + "2.bias", CLAP_HIDDEN);
        add(net + "3.norm.weight", CLAP_HIDDEN);
        add(net + "3.norm.bias", CLAP_HIDDEN);
        add(net + "3.mlp.c_fc1.weight", 512, CLAP_HIDDEN);
        add(net + "3.mlp.c_fc2.weight", 512, CLAP_HIDDEN);
        add(net + "3.mlp.c_proj.weight", CLAP_HIDDEN, 512);
        add(net + "4.weight", 512, CLAP_HIDDEN);
        linear("enc_p.out_feature_net", widths.hidden(), 512);
    }

    private void transformer(String name, int layers, int kernel) {
        int head = widths.hidden() / p.encoder().heads();
        linear(name + ".spk_emb_linear", widths.hidden(), widths.gin());
        for (int i = 0; i < layers; i++) {
            String attention = name + ".attn_layers." + i;
            add(attention + ".emb_rel_k", 1, 2 * ATTENTION_WINDOW + 1, head);
            add(attention + ".emb_rel_v", 1, 2 * ATTENTION_WINDOW + 1, head);
            for (String part : new String[] {"q", "k", "v", "o"}) {
                convolution(attention + ".conv_" + part, widths.hidden(), widths.hidden(), 1);
            }
            norm(name + ".norm_layers_1." + i, widths.hidden());
            convolution(
                    name + ".ffn_layers." + i + ".conv_1",
                    widths.filter(),
                    widths.hidden(),
                    kernel);
            convolution(
                    name + ".ffn_layers." + i + ".conv_2",
                    widths.hidden(),
                    widths.filter(),
                    kernel);
            norm(name + ".norm_layers_2." + i, widths.hidden());
        }
    }

    private void decoder() {
        convolution(
                "dec.conv_pre",
                decoder.initialChannels(),
                widths.inter(),
                HyperParameters.EDGE_KERNEL);
        convolution("dec.cond", decoder.initialChannels(), widths.gin(), 1);
        int kernels = decoder.resblockKernels().size();
        for (int stage = 0; stage < decoder.rates().size(); stage++) {
            int channels = decoder.channelsAfter(stage);
            normed(
                    "dec.ups." + stage,
                    decoder.initialChannels() >> stage,
                    channels,
                    decoder.upsampleKernels().get(stage),
                    channels);
            for (int j = 0; j < kernels; j++) {
                resblock(stage * kernels + j, channels, j);
            }
        }
        add(
                "dec.conv_post.weight",
                1,
                decoder.channelsAfter(decoder.rates().size() - 1),
                HyperParameters.EDGE_KERNEL);
    }

    private void resblock(int number, int channels, int j) {
        int kernel = decoder.resblockKernels().get(j);
        for (int i = 0; i < decoder.dilations().get(j).size(); i++) {
            if (decoder.resblock() == 1) {
                for (String stack : new String[] {".convs1.", ".convs2."}) {
                    normed(
                            "dec.resblocks." + number + stack + i,
                            channels,
                            channels,
                            kernel,
                            channels);
                }
            } else {
                normed(
                        "dec.resblocks." + number + ".convs." + i,
                        channels,
                        channels,
                        kernel,
                        channels);
            }
        }
    }

    private void flow() {
        long half = widths.inter() / 2;
        for (int i = 0; i < network.flows(); i++) {
            String flow = "flow.flows." + 2 * i;
            convolution(flow + ".pre", widths.hidden(), half, 1);
            if (p.flow().transformer()) {
                transformer(flow + ".enc", network.flowLayers(), HyperParameters.FLOW_KERNEL);
            } else {
                waveNet(flow + ".enc");
            }
            convolution(flow + ".post", half, widths.hidden(), 1);
        }
    }

    private void waveNet(String name) {
        long h = widths.hidden();
        int layers = network.flowLayers();
        normed(name + ".cond_layer", 2 * h * layers, widths.gin(), 1, 2 * h * layers);
        for (int i = 0; i < layers; i++) {
            normed(name + ".in_layers." + i, 2 * h, h, HyperParameters.FLOW_KERNEL, 2 * h);
            long out = i < layers - 1 ? 2 * h : h;
            normed(name + ".res_skip_layers." + i, out, h, 1, out);
        }
    }

    private void stochasticDurations() {
        long h = widths.hidden();
        convolution("sdp.pre", h, h, 1);
        convolution("sdp.cond", h, widths.gin(), 1);
        dilated("sdp.convs", h);
        convolution("sdp.proj", h, h, 1);
        add("sdp.flows.0.m", 2, 1);
        add("sdp.flows.0.logs", 2, 1);
        // the first spline flow is there for training alone
        for (int i = 1; i < HyperParameters.DURATION_FLOWS; i++) {
            String flow = "sdp.flows." + (2 * i + 1);
            convolution(flow + ".pre", h, 1, 1);
            dilated(flow + ".convs", h);
            convolution(flow + ".proj", 3L * HyperParameters.SPLINE_BINS - 1, h, 1);
        }
    }

    private void dilated(String name, long channels) {
        for (int i = 0; i < HyperParameters.DILATED_LAYERS; i++) {
            convolution(name + ".convs_sep." + i, channels, 1, HyperParameters.DURATION_KERNEL);
            convolution(name + ".convs_1x1." + i, channels, channels, 1);
            norm(name + ".norms_1." + i, channels);
            norm(name + ".norms_2." + i, channels);
        }
    }

    private void durations() {
        int c = HyperParameters.DURATION_CHANNELS;
        convolution("dp.conv_1", c, widths.hidden(), HyperParameters.DURATION_KERNEL);
        norm("dp.norm_1", c);
        convolution("dp.conv_2", c, c, HyperParameters.DURATION_KERNEL);
        norm("dp.norm_2", c);
        convolution("dp.proj", 1, c, 1);
        convolution("dp.cond", widths.hidden(), widths.gin(), 1);
    }
}
