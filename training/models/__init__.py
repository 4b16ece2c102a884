from training.models.catalogue import CataloguePage
from training.models.courses import (
    CourseAudience,
    CoursePage,
    CoursePageContact,
    CoursePageDownload,
    CoursePageTheme,
    CourseTrainer,
)
from training.models.pdf import CataloguePDF, CoursePDF
from training.models.sessions import CourseSessionFormerDate, CourseSessionPage
from training.models.vocabularies import Audience, Domain

__all__ = [
    "Audience",
    "CataloguePDF",
    "CataloguePage",
    "CourseAudience",
    "CoursePDF",
    "CoursePage",
    "CoursePageContact",
    "CoursePageDownload",
    "CoursePageTheme",
    "CourseSessionFormerDate",
    "CourseSessionPage",
    "CourseTrainer",
    "Domain",
]
