"""Everything that the catalogue promises is there: an entry, or a setting of one."""

import pytest

from studio.blocks import blocks

# What a person would look for, by family; each with the entry and the settings that make it.
PROMISED: dict[str, tuple[str, dict[str, object]]] = {
    # What enters.
    "pictures": ("picture_input", {}),
    "rows of numbers": ("features_input", {}),
    "sequences": ("sequence_input", {}),
    "text as tokens": ("tokens_input", {}),
    "category ids": ("category_input", {}),
    "noise": ("noise_input", {}),
    # Convolution and pooling.
    "convolution along a sequence": ("conv1d", {}),
    "convolution over a picture": ("conv2d", {}),
    "depthwise convolution": ("conv2d", {"groups": 4}),
    "transposed convolution": ("conv_transpose2d", {}),
    "depthwise-separable convolution": ("separable_conv2d", {}),
    "upsampling": ("upsample", {}),
    "maximum of steps": ("max_pool1d", {}),
    "maximum of pixels": ("max_pool2d", {}),
    "mean of steps": ("avg_pool1d", {}),
    "mean of pixels": ("avg_pool2d", {}),
    "mean of a whole channel": ("global_avg_pool", {}),
    "maximum of a whole channel": ("global_max_pool", {}),
    "mean to a given size": ("adaptive_avg_pool2d", {}),
    # Dense layers and activations.
    "fully connected": ("dense", {}),
    **{
        function.replace("_", " "): ("activation", {"function": function})
        for function in (
            "relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "hard_swish",
            "sigmoid", "tanh", "softplus", "softsign", "softmax", "log_softmax", "step",
        )
    },
    # Recurrent layers, attention, text.
    "simple recurrent": ("rnn", {"num_layers": 2, "bidirectional": True}),
    "long short-term memory": ("lstm", {"num_layers": 2, "bidirectional": True}),
    "gated recurrent": ("gru", {"num_layers": 2, "bidirectional": True}),
    "many heads of attention": ("attention", {"heads": 8}),
    "attention to the past alone": ("attention", {"causal": True}),
    "encoder layer of a transformer": ("encoder_layer", {}),
    "positions": ("positional_encoding", {}),
    "embedding": ("embedding", {}),
    # Normalization and regularization.
    "normalization over the batch": ("batch_norm", {}),
    "normalization of an example": ("layer_norm", {}),
    "normalization of groups of channels": ("group_norm", {}),
    "normalization of each channel": ("instance_norm", {}),
    "normalization across neighbouring channels": ("local_response_norm", {}),
    "dropped values": ("dropout", {}),
    "dropped channels": ("spatial_dropout", {}),
    "noise on values": ("gaussian_noise", {}),
    # Joins and arrangements.
    "sum": ("add", {"ports": 3}),
    "product": ("multiply", {}),
    "difference": ("subtract", {}),
    "side by side": ("concatenate", {}),
    "dot product": ("dot_product", {}),
    "one long row": ("flatten", {}),
    "another arrangement": ("reshape", {}),
    "another order of the sides": ("permute", {}),
    "a wider edge": ("pad", {}),
    "several parts": ("split", {}),
    "a piece": ("slice", {}),
    "the last step": ("last_step", {}),
    "the mean of the steps": ("mean_over_time", {}),
    # Networks that make something up, and parts of networks.
    "sample from mean and log-variance": ("sample", {}),
    "group": ("group", {"repeat": 3}),
    "group with shared weights": ("group", {"repeat": 3, "shared": True}),
    "what an ONNX file brings": ("sealed", {}),
    # What is answered.
    "one of several classes": ("class_output", {"label_smoothing": 0.1}),
    "yes or no": ("yes_no_output", {}),
    "several labels": ("multi_label_output", {}),
    "number by squared error": ("number_output", {"distance": "mse"}),
    "number by absolute error": ("number_output", {"distance": "mae"}),
    "number by Huber loss": ("number_output", {"distance": "huber"}),
    "reconstruction": ("reconstruction_output", {}),
    "KL penalty": ("kl_penalty", {}),
    "generated picture": ("generated_picture", {}),
}  # fmt: skip
# Bias, initialization and activation are settings of layers with weights, not blocks.
SETTINGS = {
    "bias": ("conv1d", "conv2d", "conv_transpose2d", "separable_conv2d", "dense", "rnn", "lstm",
             "gru", "attention"),
    "initialization": ("conv1d", "conv2d", "conv_transpose2d", "separable_conv2d", "dense", "rnn",
                       "lstm", "gru", "attention", "embedding"),
    "activation": ("conv1d", "conv2d", "conv_transpose2d", "separable_conv2d", "dense"),
    "dense": ("class_output", "yes_no_output", "multi_label_output", "number_output"),
}  # fmt: skip


@pytest.mark.parametrize("wanted", PROMISED)
def test_what_is_promised_is_in_the_catalogue(wanted: str) -> None:
    kind, settings = PROMISED[wanted]
    assert kind in blocks
    assert blocks[kind]().but(**settings).kind == kind


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_layers_have_in_common_is_a_setting_of_each(setting: str) -> None:
    for kind in SETTINGS[setting]:
        assert setting in blocks[kind].model_fields, kind


def test_padding_is_same_valid_or_a_number() -> None:
    for kind in ("conv1d", "conv2d", "separable_conv2d"):
        for padding in ("same", "valid", 2):
            assert blocks[kind]().but(padding=padding).padding == padding


def test_kernels_strides_and_dilations_may_be_rectangular() -> None:
    for kind in ("conv2d", "separable_conv2d", "conv_transpose2d"):
        block = blocks[kind]().but(kernel=(3, 5), stride=(1, 2), dilation=(2, 1))
        assert block.kernel == (3, 5)


def test_the_usual_activation_of_a_layer_is_relu() -> None:
    for kind in SETTINGS["activation"]:
        assert blocks[kind]().activation == "relu"
